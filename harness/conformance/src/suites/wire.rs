//! The wire: packets as bytes, both ways (`virnetmessage`).

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use fv_error::{Error, ErrorCode, ErrorDomain, ErrorLevel};
use fv_wire_rpc::{
    HEADER_LEN, Header, Kind, Limits, Raw, Receiver, Status, decode_error, encode_packet,
};
use serde_json::{Value, json};

use crate::{Case, Corpus, Produced, Suite};

/// The suites of this group.
pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(NetMessage)]
}

/// What kinds and statuses are called in the corpus, by their numbers.
const KINDS: [&str; 7] = [
    "call",
    "reply",
    "message",
    "stream",
    "call-with-fds",
    "reply-with-fds",
    "stream-hole",
];
const STATUSES: [&str; 3] = ["ok", "error", "continue"];

struct NetMessage;

impl Suite for NetMessage {
    fn name(&self) -> &str {
        "virnetmessage"
    }

    fn run(&self, case: &Case, _: &Corpus) -> Result<Produced> {
        let input = case.need_inline()?;
        match case.inline_text("kind")? {
            "encode" => encode(input),
            "decode" => decode(case.inline_text("hex")?),
            other => Ok(Produced::unserved(format!("the kind `{other}`"))),
        }
    }
}

fn encode(input: &Value) -> Result<Produced> {
    let header = header(input.get("header").context("no `header`")?)?;
    let packet = if let Some(error) = input.get("error") {
        encode_packet(&header, 0, &error_of(error)?)
    } else {
        let raw = input.get("raw").and_then(Value::as_str).unwrap_or_default();
        encode_packet(&header, 0, &Raw(raw.as_bytes()))
    };
    match packet {
        Ok(bytes) => Ok(Produced::value(hex(&bytes))),
        Err(error) => Ok(Produced::failed("error", format!("{error:?}"))),
    }
}

fn header(json: &Value) -> Result<Header> {
    let number = |name: &str| {
        json.get(name)
            .and_then(Value::as_u64)
            .with_context(|| name.to_owned())
    };
    let word = |name: &str| Ok::<_, anyhow::Error>(u32::try_from(number(name)?)?);
    let place = |name: &str, list: &[&str]| {
        let text = json
            .get(name)
            .and_then(Value::as_str)
            .with_context(|| name.to_owned())?;
        let place = list.iter().position(|known| *known == text);
        Ok::<_, anyhow::Error>(u32::try_from(place.with_context(|| format!("`{text}`"))?)?)
    };
    Ok(Header {
        program: word("program")?,
        version: word("version")?,
        procedure: i32::try_from(number("procedure")?)?,
        kind: Kind::from_number(place("type", &KINDS)?).context("a kind")?,
        serial: word("serial")?,
        status: Status::from_number(place("status", &STATUSES)?),
    })
}

fn error_of(json: &Value) -> Result<Error> {
    let number = |name: &str| {
        let value = json
            .get(name)
            .and_then(Value::as_i64)
            .with_context(|| name.to_owned())?;
        Ok::<_, anyhow::Error>(i32::try_from(value)?)
    };
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    let level = match number("level")? {
        0 => ErrorLevel::None,
        1 => ErrorLevel::Warning,
        2 => ErrorLevel::Error,
        other => bail!("the level {other}"),
    };
    Ok(Error::from_parts(
        ErrorDomain::from_number(number("domain")?).context("an unknown domain")?,
        ErrorCode::from_number(number("code")?).context("an unknown code")?,
        level,
        text("message").unwrap_or_default(),
        [text("str1"), text("str2"), text("str3")],
        [number("int1")?, number("int2")?],
    ))
}

fn decode(hex: &str) -> Result<Produced> {
    let bytes = bytes(hex)?;
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&bytes);
    let frame = match receiver.next_frame() {
        Ok(Some(frame)) => frame,
        Ok(None) => return Ok(Produced::failed("error", "the packet is cut short")),
        Err(error) => return Ok(Produced::failed("error", format!("{error:?}"))),
    };
    let packet = frame.into_packet();
    let head = packet.header;
    let mut value = json!({
        "header": {
            "program": head.program,
            "version": head.version,
            "procedure": head.procedure,
            "serial": head.serial,
            "type": KINDS[head.kind as usize],
            "status": STATUSES.get(head.status.number() as usize),
        },
        "length": 4 + HEADER_LEN + packet.payload.len(),
    });
    let carries_error = head.status == Status::Error && !packet.payload.is_empty();
    if let (true, Some(members)) = (carries_error, value.as_object_mut()) {
        match decode_error(&packet.payload) {
            Ok(error) => drop(members.insert("error".to_owned(), error_json(&error))),
            Err(fault) => return Ok(Produced::failed("error", format!("{fault:?}"))),
        }
    }
    Ok(Produced::value(value))
}

fn error_json(error: &Error) -> Value {
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

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn bytes(hex: &str) -> Result<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?))
        .collect()
}
