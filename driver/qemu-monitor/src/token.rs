//! Enums that mirror the words of QEMU's schema, each made from one table.

/// Makes an enum with the words of the protocol; the first variant is the default.
#[macro_export]
#[doc(hidden)]
macro_rules! tokens {
    ($(#[$meta:meta])* $name:ident { $first:ident = $first_text:literal $(, $variant:ident = $text:literal)* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $name {
            #[doc = concat!("`", $first_text, "`.")]
            #[default]
            $first,
            $(#[doc = concat!("`", $text, "`.")] $variant,)*
        }

        impl $name {
            /// The variant with this word.
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $first_text => Some(Self::$first), $($text => Some(Self::$variant),)* _ => None }
            }

            /// The word of the protocol.
            pub fn text(self) -> &'static str {
                match self { Self::$first => $first_text, $(Self::$variant => $text,)* }
            }
        }
    };
}
