//! What the derive says about a type besides code: the source of coverage lists, the comparison
//! of guest ABIs, completion and the manual's tables.

use crate::Scope;

/// One element: its usual name and its fields in output order.
#[derive(Debug)]
pub struct Description {
    /// The element's name, where the type has one of its own.
    pub name: &'static str,
    /// The fields in output order.
    pub fields: &'static [Field],
}

/// One attribute, child or group of an element.
#[derive(Debug)]
pub struct Field {
    /// The attribute's or child's name; for groups and hooks the field's.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// Whether a document without it is refused.
    pub required: bool,
    /// The only variants it is part of; none means all.
    pub only: Scope,
    /// Whether a change of it changes what the guest sees.
    pub abi: bool,
    /// Its meaning, from the doc comment.
    pub doc: &'static str,
    /// The description of what is inside, where that is an element.
    pub inner: Option<fn() -> &'static Description>,
    /// The words it may hold, where they are a closed set.
    pub tokens: &'static [&'static str],
}

/// Where a field stands in its element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `<x field='…'/>`
    Attribute,
    /// `<x><field …/></x>`
    Child,
    /// Any number of children of one name.
    List,
    /// `<x><field>text</field></x>`
    Text,
    /// Any number of text children of one name.
    Texts,
    /// `<x><field/></x>`, there or not.
    Flag,
    /// `<x>text</x>`
    Content,
    /// A group whose attributes and children stand in this element itself.
    Inline,
    /// Written by hand.
    Hook,
}

impl Description {
    /// Calls `visit` for each path of names below this element, without following recursion
    /// deeper than `depth` levels.
    pub fn walk(&self, depth: usize, visit: &mut dyn FnMut(&[&'static str], &Field)) {
        let mut path = Vec::new();
        self.walk_from(depth, &mut path, visit);
    }

    fn walk_from(
        &self,
        depth: usize,
        path: &mut Vec<&'static str>,
        visit: &mut dyn FnMut(&[&'static str], &Field),
    ) {
        if depth == 0 {
            return;
        }
        for field in self.fields {
            let named = field.place != Place::Inline;
            if named {
                path.push(field.name);
                visit(path, field);
            }
            if let Some(inner) = field.inner {
                inner().walk_from(depth - 1, path, visit);
            }
            if named {
                path.pop();
            }
        }
    }
}
