//! What the declaration says, as the generator sees it.
//!
//! [`read`](super::read) makes it from the source text; [`check`](super::check) looks at it as a
//! whole; the modules under `render` only read it.

use super::wire::Type;

/// A place in the declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file, as the user knows it.
    pub(super) file: String,
    /// The line, from 1.
    pub(super) line: usize,
}

/// Everything declared.
#[derive(Debug, Default)]
pub(super) struct Api {
    pub(super) families: Vec<Family>,
    pub(super) structs: Vec<Struct>,
    pub(super) enums: Vec<Enum>,
    pub(super) events: Vec<Events>,
}

/// A trait: the calls of one family of objects.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) place: Place,
    /// The trait, `DomainApi`.
    pub(super) trait_name: String,
    /// The name of module, field and enum value, `domain`.
    pub(super) name: String,
    pub(super) program: String,
    /// The variant of `ErrorDomain` that refusals have.
    pub(super) domain: String,
    pub(super) calls: Vec<Call>,
}

/// One call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) place: Place,
    pub(super) number: u32,
    /// The procedure, `domain_pin_vcpu`.
    pub(super) procedure: String,
    /// The method of the trait.
    pub(super) method: String,
    /// The C function, or the procedure where there is none.
    pub(super) function: String,
    pub(super) acl: Vec<Permission>,
    pub(super) filter: Vec<Permission>,
    pub(super) waits: String,
    pub(super) read_only: ReadOnly,
    pub(super) high: bool,
    pub(super) by_hand_server: bool,
    pub(super) stream: Option<String>,
    pub(super) sparse: Option<u32>,
    pub(super) fds_in: bool,
    pub(super) fds_out: bool,
    /// Which calls come before it: `auth`, `open`, or all.
    pub(super) phase: Option<String>,
    pub(super) args: Vec<Field>,
    pub(super) answer: Answer,
}

/// What a read-only connection may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReadOnly {
    Allowed,
    Denied,
    /// Denied if the argument has one of these bits; the words follow the function's name.
    UnlessBits(String, u32, String),
    /// Denied if the argument has this value.
    UnlessEqual(String, u32),
}

/// A permission, `object:name[:condition]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Permission {
    pub(super) object: String,
    pub(super) name: String,
    pub(super) condition: Option<String>,
}

/// What a call brings back, besides streams and descriptors.
#[derive(Debug)]
pub(super) enum Answer {
    Nothing,
    /// A struct of the declaration.
    Whole(String),
    /// One value, that is a struct of one field on the wire.
    Single(Field),
}

/// A named value with its type on the wire.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) kind: Type,
    /// Only in the callback form of an event.
    pub(super) callback_only: bool,
}

/// A struct that is on the wire as it stands.
#[derive(Debug)]
pub(super) struct Struct {
    pub(super) place: Place,
    pub(super) module: String,
    pub(super) name: String,
    pub(super) wire: String,
    pub(super) fields: Vec<Field>,
}

/// An enum of numbers.
#[derive(Debug)]
pub(super) struct Enum {
    pub(super) module: String,
    pub(super) name: String,
    pub(super) values: Vec<(String, i32)>,
}

/// The events of one family of objects.
#[derive(Debug)]
pub(super) struct Events {
    pub(super) place: Place,
    /// The enum, `DomainEvent`.
    pub(super) name: String,
    pub(super) program: String,
    pub(super) object: Option<String>,
    pub(super) variants: Vec<Event>,
}

/// One event.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) place: Place,
    /// The variant.
    pub(super) name: String,
    /// The number that clients register for, where they register.
    pub(super) id: Option<i32>,
    /// The message that names a callback.
    pub(super) message: Message,
    /// The older message without one.
    pub(super) legacy: Option<Message>,
    pub(super) fields: Vec<Field>,
}

/// A message's number and name.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) wire: Option<String>,
}

/// `domain_pin_vcpu` as `DomainPinVcpu`.
pub(super) fn camel(snake: &str) -> String {
    let words = snake.split('_').filter(|word| !word.is_empty());
    words
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

/// `StorageVol` as `storage_vol`, `callbackID` as `callback_id`, `domainXml` as `domain_xml`.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut last_lower = false;
    for letter in name.chars() {
        if letter.is_uppercase() && last_lower {
            out.push('_');
        }
        last_lower = letter.is_lowercase() || letter.is_ascii_digit();
        out.extend(letter.to_lowercase());
    }
    match out.as_str() {
        "type" => "kind".into(),
        _ => out,
    }
}

impl Call {
    /// The start of the names of its messages, `DomainPinVcpu`.
    pub(super) fn message_name(&self, program: &str) -> String {
        message_name(program, &self.procedure)
    }
}

/// The start of the names of a procedure's messages; only those of `remote` have no prefix.
pub(super) fn message_name(program: &str, procedure: &str) -> String {
    match program {
        "remote" => camel(procedure),
        _ => camel(program) + &camel(procedure),
    }
}

impl Place {
    /// The module that the file is, `domain_migration`.
    pub(super) fn module(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.trim_end_matches(".rs")
    }
}
