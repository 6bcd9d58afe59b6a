//! What the generated stubs are written in: one row for each method.

use std::borrow::Cow;

/// Lends what a method was given to the arguments of the call.
pub(crate) fn lend<T: ToOwned + ?Sized>(value: &T) -> Cow<'_, T> {
    Cow::Borrowed(value)
}

/// Implements a trait of the declaration for [`Remote`](crate::Remote), one row each:
/// number, method with its parameters and result, the argument by which read-only connections
/// are judged if there is one, the helper that calls, its arguments, and how the result is taken
/// out of the answer. [`LookOnly`](crate::LookOnly) gets the same methods, each with its
/// judgement before the driver's own.
macro_rules! stubs {
    ($trait:ident $program:ident; $(
        $number:literal $method:ident($($name:ident: $type:ty),*) -> $result:ty
        $([$judged:ident])?: $helper:ident($args:expr $(, $map:expr)?);
    )*) => {
        impl $trait for crate::Remote {$(
            fn $method(
                &self,
                caller: &Caller,
                $($name: $type),*
            ) -> fv_error::Result<$result> {
                let procedure = (&fv_wire_rpc::$program, $number);
                self.$helper(caller, procedure, &$args, stubs!(@map $($map)?))
            }
        )*}

        impl $trait for crate::LookOnly<dyn $trait> {$(
            fn $method(
                &self,
                caller: &Caller,
                $($name: $type),*
            ) -> fv_error::Result<$result> {
                let procedure = (&fv_wire_rpc::$program, $number);
                self.driver(procedure, stubs!(@judged $($judged)?))?.$method(caller, $($name),*)
            }
        )*}
    };
    (@judged) => { 0 };
    (@judged $judged:ident) => { $judged };
    (@map) => { |answer| answer };
    (@map $map:expr) => { $map };
}

pub(crate) use stubs;

/// What the rows name.
pub(crate) mod prelude {
    pub(crate) use std::os::fd::OwnedFd;

    pub(crate) use fv_api::*;
    pub(crate) use fv_types::{TypedParam, Uuid};
    pub(crate) use fv_wire_rpc::*;

    pub(crate) use super::{lend, stubs};
}
