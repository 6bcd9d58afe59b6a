//! Events: from the declaration's enums to messages, and back.
//!
//! An event of an object has two forms. The newer names the callback that asked for it; the
//! older, which only the first sixteen events of domains have, does not. Events of a
//! connection have one form and no callback.

use fv_wire_xdr::{Encoder, Fault, TooLong};

use crate::{Header, Kind, ProgramName, Status};

/// An event that came, with what it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence<E: EventMessage> {
    /// The callback that asked for it; none in the older form and for events of a connection.
    pub callback: Option<i32>,
    /// What it happened to.
    pub object: E::Object,
    /// What happened.
    pub event: E,
}

/// An event that has a message.
pub trait EventMessage: Sized {
    /// What it happens to, `()` for events of the connection.
    type Object;

    /// The program whose message it is.
    const PROGRAM: ProgramName;

    /// How many numbers there are that clients can register for.
    const COUNT: i32;

    /// The number that clients register for, where they register.
    fn id(&self) -> Option<i32>;

    /// Writes the message and returns its number.
    ///
    /// With a callback it is the newer form; without, the older, if there is one.
    fn put(&self, object: &Self::Object, callback: Option<i32>, out: &mut Encoder) -> Option<u32>;

    /// Reads the message with this number; `None` if it is not one of these events.
    fn take(number: u32, payload: &[u8]) -> Option<Result<Occurrence<Self>, Fault>>;
}

/// Makes the whole packet of an event, length word included.
///
/// With a callback it is the newer form; without, the older. `None` if there is no such form.
pub fn event_packet<E: EventMessage>(
    event: &E,
    object: &E::Object,
    callback: Option<i32>,
) -> Option<Result<Vec<u8>, TooLong>> {
    let program = E::PROGRAM.program();
    let mut header = Header {
        program: program.number,
        version: program.version,
        procedure: 0,
        kind: Kind::Message,
        serial: 0,
        status: Status::Ok,
    };
    let mut payload = Encoder::default();
    let number = event.put(object, callback, &mut payload)?;
    header.procedure = i32::try_from(number).ok()?;
    Some(
        payload
            .finish()
            .and_then(|payload| crate::encode_packet(&header, 0, &crate::Raw(&payload))),
    )
}

/// Gives an enum of events its messages, one row each.
///
/// A row is `NUMBER "name" Variant id ID legacy NUMBER [fields first] { fields }`: the fields in
/// brackets stand before the object, and only in the form with a callback. `$callback` tells
/// whether the messages name one.
macro_rules! events {
    ($program:ident $name:ident $object:ty, $callback:literal; $(
        $number:literal $text:literal $variant:ident $(id $id:literal)? $(legacy $legacy:literal)?
        [$($first:ident as $first_form:ty),*] { $($field:ident as $form:ty),* $(,)? }
    )*) => {
        impl $crate::event::EventMessage for $name {
            type Object = $object;
            const PROGRAM: ProgramName = ProgramName::$program;

            const COUNT: i32 = 0 $($(+ { let _: i32 = $id; 1 })?)*;

            fn id(&self) -> Option<i32> {
                match self { $(Self::$variant { .. } => None $(.or(Some($id)))?,)* }
            }

            fn put(
                &self,
                object: &$object,
                callback: Option<i32>,
                out: &mut Encoder,
            ) -> Option<u32> {
                match self {$(
                    Self::$variant { $($first,)* $($field,)* } => {
                        let legacy = None $(.or(Some($legacy)))?;
                        if $callback && callback.is_none() {
                            legacy?;
                        } else {
                            callback.iter().for_each(|callback| Plain::put(callback, out));
                            $(<$first_form as Put<_>>::put($first, out);)*
                        }
                        Wire::put(object, out);
                        $(<$form as Put<_>>::put($field, out);)*
                        match callback.is_none() && $callback {
                            true => legacy,
                            false => Some($number),
                        }
                    }
                )*}
            }

            fn take(number: u32, payload: &[u8]) -> Option<Result<Occurrence<Self>, Fault>> {
                let input = &mut Decoder::new(payload);
                $(
                    let older = Some(number) == None $(.or(Some($legacy)))?;
                    if number == $number || older {
                        return Some((|| {
                            let callback = match $callback && !older {
                                true => Some(Plain::take(input)?),
                                false => None,
                            };
                            $(let $first = match older {
                                true => Default::default(),
                                false => <$first_form as Take<'_, _>>::take(input)?,
                            };)*
                            Ok(Occurrence {
                                callback,
                                object: Wire::take(input)?,
                                event: Self::$variant {
                                    $($first,)* $($field: <$form as Take<'_, _>>::take(input)?,)*
                                },
                            })
                        })());
                    }
                )*
                None
            }
        }
    };
}

pub(crate) use events;
