//! Errors on the wire: all fields of libvirt's error, and two objects that are always absent.

use fv_api::{DomainRef, NetworkRef};
use fv_error::{Error, ErrorCode, ErrorDomain, ErrorLevel};

use crate::prelude::*;
use crate::{Decode, Encode};

xdr_struct! { Wire;
    RemoteError {
        code: i32 as Plain,
        domain: i32 as Plain,
        message: Option<String> as Maybe<Text>,
        level: i32 as Plain,
        dom: Option<DomainRef> as Maybe<Wire>,
        str1: Option<String> as Maybe<Text>,
        str2: Option<String> as Maybe<Text>,
        str3: Option<String> as Maybe<Text>,
        int1: i32 as Plain,
        int2: i32 as Plain,
        net: Option<NetworkRef> as Maybe<Wire>,
    }
}

/// Writes an error as the payload of a reply or of a stream packet.
///
/// A long text is cut, so that every error can be sent: what a client or an emulator made part
/// of a message must not be what keeps the answer from being one.
pub fn encode_error(error: &Error, out: &mut Encoder) {
    let [str1, str2, str3] = error.strings().clone().map(|text| text.map(cut));
    let [int1, int2] = error.numbers();
    let remote = RemoteError {
        code: error.code() as i32,
        domain: error.domain() as i32,
        message: Some(cut(error.message().to_string())),
        level: error.level() as i32,
        dom: None,
        str1,
        str2,
        str3,
        int1,
        int2,
        net: None,
    };
    remote.encode(out);
}

/// An error is a payload like any other.
impl Put<Error> for Wire {
    fn put(value: &Error, out: &mut Encoder) {
        encode_error(value, out);
    }
}

fn cut(mut text: String) -> String {
    if text.len() > TEXT_BYTES_MAX {
        let mut ends = (0..=TEXT_BYTES_MAX).rev();
        let end = ends.find(|&end| text.is_char_boundary(end));
        text.truncate(end.unwrap_or(0));
    }
    text
}

/// The most of a text that is sent: what libvirt's own errors have room for.
const TEXT_BYTES_MAX: usize = 1023;

/// Reads an error that the other side sent.
///
/// A code or domain that this library does not know becomes an internal error with the same
/// text. Old servers name a procedure that they do not have in a general RPC error: that is
/// turned into "not supported", as the reference does.
pub fn decode_error(payload: &[u8]) -> Result<Error, Fault> {
    let remote = RemoteError::decode(payload)?;
    let code = ErrorCode::from_number(remote.code).unwrap_or(ErrorCode::InternalError);
    let domain = ErrorDomain::from_number(remote.domain).unwrap_or(ErrorDomain::None);
    let level = match remote.level {
        0 => ErrorLevel::None,
        1 => ErrorLevel::Warning,
        _ => ErrorLevel::Error,
    };
    let message = remote.message.unwrap_or_else(|| code.plain().to_string());
    let is_unknown_procedure = code == ErrorCode::Rpc
        && matches!(domain, ErrorDomain::Rpc | ErrorDomain::Remote)
        && message.starts_with("unknown procedure");
    let code = match is_unknown_procedure {
        true => ErrorCode::NoSupport,
        false => code,
    };
    Ok(Error::from_parts(
        domain,
        code,
        level,
        message,
        [remote.str1, remote.str2, remote.str3],
        [remote.int1, remote.int2],
    ))
}
