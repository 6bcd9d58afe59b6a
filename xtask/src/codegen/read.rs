//! From the text of the declaration to what it says.
//!
//! Reading goes on after a fault, so that one run reports all of them.

use syn::spanned::Spanned;
use syn::{
    Attribute, Fields, FnArg, Item, ItemEnum, ItemStruct, ItemTrait, Pat, ReturnType, Signature,
    TraitItem, Type as RustType,
};

use super::attribute::{Arguments, find};
use super::faults::Faults;
use super::model::{
    Answer, Api, Call, Enum, Event, Events, Family, Field, Message, Permission, Place, ReadOnly,
    Struct, snake,
};
use super::wire::{self, Type};

/// Reads one file of the declaration into `api`.
pub(super) fn read(file: &str, text: &str, api: &mut Api, faults: &mut Faults) {
    let parsed = match syn::parse_file(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let line = error.span().start().line;
            return faults.add(&place(file, line), error.to_string());
        }
    };
    let mut reader = Reader { file, faults };
    for item in &parsed.items {
        match item {
            Item::Trait(item) => api.families.extend(reader.family(item)),
            Item::Struct(item) => api.structs.extend(reader.structure(item)),
            Item::Enum(item) => reader.enumeration(item, api),
            _ => {}
        }
    }
}

fn place(file: &str, line: usize) -> Place {
    Place {
        file: file.into(),
        line,
    }
}

/// Reads one file; what is wrong goes to `faults`, and the part that is wrong is left out, so that
/// the rest of the file is read all the same.
struct Reader<'a> {
    file: &'a str,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    /// Where a part of the file stands.
    fn at(&self, spanned: &impl Spanned) -> Place {
        place(self.file, spanned.span().start().line)
    }

    /// The arguments of `#[name(…)]`, if the attribute is there.
    fn arguments(&mut self, attributes: &[Attribute], name: &str) -> Option<Arguments> {
        let attribute = find(attributes, name)?;
        match Arguments::read(attribute) {
            Ok(arguments) => Some(arguments),
            Err(error) => {
                let line = error.span().start().line;
                self.faults.add(&place(self.file, line), error.to_string());
                None
            }
        }
    }

    /// The module that this file is.
    fn module(&self) -> String {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.trim_end_matches(".rs").into()
    }

    /// A trait with `#[api(program = …)]`; other traits are no part of the protocol.
    fn family(&mut self, item: &ItemTrait) -> Option<Family> {
        let arguments = self.arguments(&item.attrs, "api")?;
        let program = arguments.text("program")?;
        let trait_name = item.ident.to_string();
        let calls = item.items.iter().filter_map(|item| match item {
            TraitItem::Fn(method) => self.call(&method.sig, &method.attrs),
            _ => None,
        });
        let calls = calls.collect();
        Some(Family {
            place: self.at(&item.ident),
            name: snake(trait_name.trim_end_matches("Api")),
            trait_name,
            program,
            domain: arguments.text("domain").unwrap_or_else(|| "None".into()),
            calls,
        })
    }

    /// A method with `#[call(…)]`; a method without is a fault, for nobody could call it.
    fn call(&mut self, signature: &Signature, attributes: &[Attribute]) -> Option<Call> {
        let place = self.at(&signature.ident);
        let Some(arguments) = self.arguments(attributes, "call") else {
            if find(attributes, "call").is_none() {
                let text = format!("`{}` has no `#[call(…)]`", signature.ident);
                self.faults.add(&place, text);
            }
            return None;
        };
        let (Some(number), Some(procedure)) = (arguments.number, arguments.name.clone()) else {
            let text = "`#[call]` begins with a number and the procedure's name";
            self.faults.add(&place, text);
            return None;
        };
        let by_hand = arguments.text("by_hand").unwrap_or_default();
        Some(Call {
            method: signature.ident.to_string(),
            function: arguments.text("c").unwrap_or_else(|| procedure.clone()),
            number,
            acl: permissions(&arguments, "acl"),
            filter: permissions(&arguments, "filter"),
            waits: arguments.text("waits").unwrap_or_else(|| "disk".into()),
            read_only: self.read_only(&place, &arguments),
            high: arguments.text("priority").as_deref() == Some("high"),
            by_hand_server: by_hand.split(' ').any(|side| side == "server"),
            stream: arguments.text("stream"),
            sparse: self.sparse(&place, &arguments),
            fds_in: arguments.flag("fds_in"),
            fds_out: arguments.flag("fds_out"),
            phase: arguments.text("phase"),
            args: self.call_arguments(signature),
            answer: self.answer(signature, &procedure, &arguments),
            procedure,
            place,
        })
    }

    /// The rule for read-only connections. What cannot be read denies: the safe side.
    fn read_only(&mut self, place: &Place, arguments: &Arguments) -> ReadOnly {
        let Some(text) = arguments.text("read_only") else {
            return ReadOnly::Denied;
        };
        if text == "allowed" {
            return ReadOnly::Allowed;
        }
        let condition = text.strip_prefix("unless ").unwrap_or_default();
        let (condition, words) = condition.split_once(": ").unwrap_or((condition, ""));
        let parts: Vec<&str> = condition.split(' ').collect();
        match parts[..] {
            [argument, "&", bits] if bits.parse::<u32>().is_ok() => {
                let bits = bits.parse().unwrap_or_default();
                ReadOnly::UnlessBits(argument.into(), bits, words.into())
            }
            [argument, "==", value] if value.parse::<u32>().is_ok() => {
                ReadOnly::UnlessEqual(argument.into(), value.parse().unwrap_or_default())
            }
            _ => {
                let text = format!(
                    "`read_only = \"{text}\"`: `allowed`, `unless ARGUMENT & BITS` or \
                     `unless ARGUMENT == VALUE`"
                );
                self.faults.add(place, text);
                ReadOnly::Denied
            }
        }
    }

    /// The bits of the flags that ask for holes.
    fn sparse(&mut self, place: &Place, arguments: &Arguments) -> Option<u32> {
        let text = arguments.text("sparse")?;
        let bits = text
            .strip_prefix("flags & ")
            .and_then(|bits| bits.parse().ok());
        if bits.is_none() {
            let text = format!("`sparse = \"{text}\"`: `flags & BITS`");
            self.faults.add(place, text);
        }
        bits
    }

    /// What goes over the wire: all parameters but `self` and the caller, in their order.
    fn call_arguments(&mut self, signature: &Signature) -> Vec<Field> {
        let mut fields = Vec::new();
        // The first two are `self` and the caller; rustc sees to it that they are there.
        for input in signature.inputs.iter().skip(2) {
            let FnArg::Typed(argument) = input else {
                continue;
            };
            let Pat::Ident(name) = &*argument.pat else {
                let place = self.at(argument);
                self.faults.add(&place, "an argument needs a name");
                continue;
            };
            let max = self.max(&argument.attrs);
            fields.extend(self.field(&name.ident.to_string(), &argument.ty, max, argument));
        }
        fields
    }

    /// The bound in `#[max(N)]`.
    fn max(&mut self, attributes: &[Attribute]) -> Option<usize> {
        let arguments = self.arguments(attributes, "max")?;
        arguments
            .number
            .and_then(|number| usize::try_from(number).ok())
    }

    /// A name with a type that has a form on the wire.
    fn field(
        &mut self,
        name: &str,
        rust: &RustType,
        max: Option<usize>,
        spanned: &impl Spanned,
    ) -> Option<Field> {
        let place = self.at(spanned);
        match wire::from_rust(rust, max) {
            Ok(kind) => Some(Field {
                place,
                name: name.into(),
                kind,
                callback_only: false,
            }),
            Err(text) => {
                self.faults.add(&place, format!("`{name}`: {text}"));
                None
            }
        }
    }

    /// What the call brings back on the wire: streams and descriptors travel apart.
    fn answer(&mut self, signature: &Signature, procedure: &str, arguments: &Arguments) -> Answer {
        let place = self.at(&signature.ident);
        let Some(types) = returned(&signature.output) else {
            let text = format!("`{}` must return `Result<…>`", signature.ident);
            self.faults.add(&place, text);
            return Answer::Nothing;
        };
        let mut values = types.into_iter().filter(|rust| !travels_apart(rust));
        let Some(value) = values.next() else {
            return Answer::Nothing;
        };
        let max = arguments
            .value("max")
            .and_then(|max| usize::try_from(max).ok());
        let Some(field) = arguments.text("field") else {
            return match wire::from_rust(value, max) {
                Ok(Type::Named(name)) => Answer::Whole(name),
                _ => {
                    let text = format!("`{procedure}` needs `field`: the name of what it returns");
                    self.faults.add(&place, text);
                    Answer::Nothing
                }
            };
        };
        match self.field(&snake(&field), value, max, value) {
            Some(field) => Answer::Single(field),
            None => Answer::Nothing,
        }
    }

    /// A struct with `#[api(wire = …)]`: its fields in order are what is on the wire.
    fn structure(&mut self, item: &ItemStruct) -> Option<Struct> {
        let arguments = self.arguments(&item.attrs, "api")?;
        let wire = arguments.text("wire")?;
        let Fields::Named(named) = &item.fields else {
            let place = self.at(&item.ident);
            self.faults
                .add(&place, "a struct on the wire has named fields");
            return None;
        };
        let mut fields = Vec::new();
        for field in &named.named {
            let name = field.ident.as_ref().map(ToString::to_string);
            let max = self.max(&field.attrs);
            fields.extend(self.field(&name.unwrap_or_default(), &field.ty, max, field));
        }
        Some(Struct {
            place: self.at(&item.ident),
            module: self.module(),
            name: item.ident.to_string(),
            wire,
            fields,
        })
    }

    /// An enum is either numbers with names or a list of events.
    fn enumeration(&mut self, item: &ItemEnum, api: &mut Api) {
        let Some(arguments) = self.arguments(&item.attrs, "api") else {
            return;
        };
        if arguments.text("wire").is_some() {
            return api.enums.push(self.numbers(item));
        }
        let Some(program) = arguments.text("program") else {
            let place = self.at(&item.ident);
            return self.faults.add(
                &place,
                "an enum needs `wire` (numbers) or `program` (events)",
            );
        };
        let variants = item
            .variants
            .iter()
            .filter_map(|variant| self.event(variant));
        let variants = variants.collect();
        api.events.push(Events {
            place: self.at(&item.ident),
            name: item.ident.to_string(),
            program,
            object: arguments.text("object"),
            variants,
        });
    }

    /// An enum of numbers: each variant says which.
    fn numbers(&mut self, item: &ItemEnum) -> Enum {
        let mut values = Vec::new();
        for variant in &item.variants {
            let number = variant
                .discriminant
                .as_ref()
                .and_then(|(_, value)| match value {
                    syn::Expr::Lit(syn::ExprLit {
                        lit: syn::Lit::Int(number),
                        ..
                    }) => number.base10_parse().ok(),
                    _ => None,
                });
            match number {
                Some(number) => values.push((variant.ident.to_string(), number)),
                None => {
                    let place = self.at(variant);
                    let text = format!("`{}` needs a number", variant.ident);
                    self.faults.add(&place, text);
                }
            }
        }
        Enum {
            module: self.module(),
            name: item.ident.to_string(),
            values,
        }
    }

    /// A variant with `#[event(…)]`.
    fn event(&mut self, variant: &syn::Variant) -> Option<Event> {
        let place = self.at(&variant.ident);
        let Some(arguments) = self.arguments(&variant.attrs, "event") else {
            let text = format!("`{}` has no `#[event(…)]`", variant.ident);
            self.faults.add(&place, text);
            return None;
        };
        let message = message(&arguments, "call", "name");
        let Some(mut message) = message else {
            self.faults
                .add(&place, "`#[event]` needs `call` and `name`");
            return None;
        };
        message.wire = arguments.text("wire");
        let mut fields = Vec::new();
        for field in &variant.fields {
            let name = field.ident.as_ref().map(ToString::to_string);
            let max = self.max(&field.attrs);
            let callback_only = find(&field.attrs, "callback_only").is_some();
            let field = self.field(&name.unwrap_or_default(), &field.ty, max, field);
            fields.extend(field.map(|field| Field {
                callback_only,
                ..field
            }));
        }
        Some(Event {
            place,
            name: variant.ident.to_string(),
            id: arguments.value("id").and_then(|id| i32::try_from(id).ok()),
            message,
            legacy: message_of_older_form(&arguments),
            fields,
        })
    }
}

/// The number and the name of a message, under these two keys.
fn message(arguments: &Arguments, number: &str, name: &str) -> Option<Message> {
    Some(Message {
        number: arguments.value(number)?,
        name: arguments.text(name)?,
        wire: None,
    })
}

/// The message that the first sixteen events of domains had before callbacks had numbers.
fn message_of_older_form(arguments: &Arguments) -> Option<Message> {
    message(arguments, "legacy", "legacy_name")
}

/// Words of the form `object:name[:condition]`; the condition may hold further colons.
fn permissions(arguments: &Arguments, name: &str) -> Vec<Permission> {
    let text = arguments.text(name).unwrap_or_default();
    let words = text.split_whitespace();
    words
        .map(|word| {
            let mut parts = word.splitn(3, ':');
            let mut next = || parts.next().map(str::to_string);
            Permission {
                object: next().unwrap_or_default(),
                name: next().unwrap_or_default(),
                condition: next(),
            }
        })
        .collect()
}

/// The types in `Result<T>` or `Result<(T, U)>`.
fn returned(output: &ReturnType) -> Option<Vec<&RustType>> {
    let ReturnType::Type(_, output) = output else {
        return None;
    };
    let RustType::Path(path) = &**output else {
        return None;
    };
    let last = path.path.segments.last()?;
    let inner = wire::inner(&last.arguments).filter(|_| last.ident == "Result")?;
    Some(match inner {
        RustType::Tuple(tuple) => tuple.elems.iter().collect(),
        other => vec![other],
    })
}

/// Tells whether it is a stream or descriptors.
fn travels_apart(rust: &RustType) -> bool {
    let RustType::Path(path) = rust else {
        return false;
    };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    match wire::inner(&last.arguments) {
        Some(RustType::TraitObject(_)) => last.ident == "Box",
        Some(RustType::Path(inner)) => inner.path.is_ident("OwnedFd"),
        _ => false,
    }
}
