//! Packets of the RPC protocol: headers, errors and streams, byte by byte.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use fv_error::{Error, ErrorCode, ErrorDomain, ErrorLevel};
use fv_wire_rpc::{
    Decoder, FrameError, Header, Kind, Limits, Raw, Receiver, Status, encode_packet,
};
use serde_json::{Value, json};

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(NetMessage)]
}

struct NetMessage;

impl Suite for NetMessage {
    fn name(&self) -> &str {
        "virnetmessage"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        match case.inline_text("kind")? {
            "decode" => decode(&from_hex(case.inline_text("hex")?)?),
            "encode" => encode(case.need_inline()?),
            other => Ok(Produced::unserved(format!("no kind `{other}`"))),
        }
    }
}

/// Says what the header holds and how long the packet is.
fn decode(bytes: &[u8]) -> Result<Produced> {
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(bytes);
    let length = Decoder::new(bytes).word().unwrap_or_default();
    match receiver.next_frame() {
        Ok(Some(frame)) => {
            let mut value = json!({ "header": header_value(&frame.header), "length": length });
            if frame.header.status == Status::Error
                && let Ok(error) = fv_wire_rpc::decode_error(frame.payload)
            {
                value["error"] = error_value(&error);
            }
            Ok(Produced::value(value))
        }
        Ok(None) => Ok(Produced::failed("error", "the packet is not whole")),
        Err(error) => Ok(failed(&error)),
    }
}

fn failed(error: &FrameError) -> Produced {
    Produced::failed("error", error.to_string())
}

/// Makes the bytes of a packet.
fn encode(input: &Value) -> Result<Produced> {
    let header = header(&input["header"])?;
    let bytes = match (&input["error"], &input["raw"]) {
        (Value::Object(_), _) => encode_packet(&header, 0, &error(&input["error"])?),
        (_, Value::String(raw)) => encode_packet(&header, 0, &Raw(raw.as_bytes())),
        _ => encode_packet(&header, 0, &()),
    };
    let hex =
        |bytes: Vec<u8>| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    Ok(match bytes {
        Ok(bytes) => Produced::value(hex(bytes)),
        Err(error) => Produced::failed("error", error.to_string()),
    })
}

const KINDS: [(Kind, &str); 7] = [
    (Kind::Call, "call"),
    (Kind::Reply, "reply"),
    (Kind::Message, "message"),
    (Kind::Stream, "stream"),
    (Kind::CallWithDescriptors, "call_with_fds"),
    (Kind::ReplyWithDescriptors, "reply_with_fds"),
    (Kind::StreamHole, "stream_hole"),
];

const STATUSES: [(Status, &str); 3] = [
    (Status::Ok, "ok"),
    (Status::Error, "error"),
    (Status::Continue, "continue"),
];

fn header(value: &Value) -> Result<Header> {
    let kind = text(value, "type")?.replace('-', "_");
    let kind = KINDS.iter().find(|(_, name)| *name == kind);
    let status = text(value, "status")?;
    let status = STATUSES.iter().find(|(_, name)| *name == status);
    Ok(Header {
        program: u32::try_from(number(value, "program")?)?,
        version: u32::try_from(number(value, "version")?)?,
        procedure: i32::try_from(number(value, "procedure")?)?,
        kind: kind.context("an unknown type")?.0,
        serial: u32::try_from(number(value, "serial")?)?,
        status: status.context("an unknown status")?.0,
    })
}

fn header_value(header: &Header) -> Value {
    let kind = KINDS.iter().find(|(kind, _)| *kind == header.kind);
    let status = STATUSES.iter().find(|(status, _)| *status == header.status);
    json!({
        "program": header.program,
        "version": header.version,
        "procedure": header.procedure,
        "serial": header.serial,
        "type": kind.map(|(_, name)| *name),
        "status": status.map(|(_, name)| *name),
    })
}

fn error(value: &Value) -> Result<Error> {
    if !value["dom"].is_null() || !value["net"].is_null() {
        bail!("errors carry no object");
    }
    let code = i32::try_from(number(value, "code")?)?;
    let domain = i32::try_from(number(value, "domain")?)?;
    let level = match number(value, "level")? {
        0 => ErrorLevel::None,
        1 => ErrorLevel::Warning,
        _ => ErrorLevel::Error,
    };
    Ok(Error::from_parts(
        ErrorDomain::from_number(domain).context("an unknown domain")?,
        ErrorCode::from_number(code).context("an unknown code")?,
        level,
        text(value, "message")?.into(),
        ["str1", "str2", "str3"].map(|name| value[name].as_str().map(str::to_owned)),
        [
            i32::try_from(number(value, "int1")?)?,
            i32::try_from(number(value, "int2")?)?,
        ],
    ))
}

fn error_value(error: &Error) -> Value {
    let [str1, str2, str3] = error.strings();
    let [int1, int2] = error.numbers();
    json!({
        "code": error.code() as i32,
        "domain": error.domain() as i32,
        "message": error.message(),
        "level": error.level() as i32,
        "dom": null,
        "str1": str1,
        "str2": str2,
        "str3": str3,
        "int1": int1,
        "int2": int2,
        "net": null,
    })
}

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    value[name]
        .as_str()
        .with_context(|| format!("no text `{name}`"))
}

fn number(value: &Value, name: &str) -> Result<i64> {
    value[name]
        .as_i64()
        .with_context(|| format!("no number `{name}`"))
}

fn from_hex(hex: &str) -> Result<Vec<u8>> {
    let pair = |at: usize| hex.get(at..at + 2).context("half a byte");
    (0..hex.len())
        .step_by(2)
        .map(|at| Ok(u8::from_str_radix(pair(at)?, 16)?))
        .collect()
}
