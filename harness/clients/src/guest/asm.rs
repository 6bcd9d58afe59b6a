//! Just enough of an assembler for the boot guest: bytes, and jumps to places that have names.

use std::collections::HashMap;

/// Machine code under construction. Offsets count from its start.
#[derive(Debug, Default)]
pub(super) struct Code {
    bytes: Vec<u8>,
    labels: HashMap<&'static str, usize>,
    /// Where a distance or an address has to be filled in, and how.
    open: Vec<(usize, Field, &'static str)>,
}

#[derive(Debug, Clone, Copy)]
enum Field {
    /// One byte: the distance from the end of the field.
    Near,
    /// Two bytes: the distance from the end of the field.
    Far,
    /// Two bytes: the offset itself.
    Offset,
}

impl Code {
    /// Adds bytes as they are.
    pub(super) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Names this place.
    pub(super) fn label(&mut self, name: &'static str) -> &mut Self {
        self.labels.insert(name, self.bytes.len());
        self
    }

    /// Adds a jump with this one-byte opcode to a place up to 127 bytes away.
    pub(super) fn jump(&mut self, opcode: u8, to: &'static str) -> &mut Self {
        self.bytes.push(opcode);
        self.field(Field::Near, 1, to)
    }

    /// Adds a jump with this opcode to a place anywhere.
    pub(super) fn far_jump(&mut self, opcode: &[u8], to: &'static str) -> &mut Self {
        self.bytes.extend_from_slice(opcode);
        self.field(Field::Far, 2, to)
    }

    /// Adds `call to`.
    pub(super) fn call(&mut self, to: &'static str) -> &mut Self {
        self.bytes.push(0xe8);
        self.field(Field::Far, 2, to)
    }

    /// Adds the offset of a place as two bytes.
    pub(super) fn offset(&mut self, of: &'static str) -> &mut Self {
        self.field(Field::Offset, 2, of)
    }

    /// Fills in all distances and returns the code.
    pub(super) fn finish(mut self) -> Vec<u8> {
        for (at, field, name) in std::mem::take(&mut self.open) {
            let target = *self.labels.get(name).expect("every label used is set");
            match field {
                Field::Near => {
                    let distance = distance(at + 1, target);
                    let distance = i8::try_from(distance).expect("short jumps stay short");
                    self.bytes[at] = distance.to_le_bytes()[0];
                }
                Field::Far => self.put_word(at, distance(at + 2, target)),
                Field::Offset => self.put_word(at, distance(0, target)),
            }
        }
        self.bytes
    }

    fn field(&mut self, field: Field, length: usize, to: &'static str) -> &mut Self {
        self.open.push((self.bytes.len(), field, to));
        self.bytes.resize(self.bytes.len() + length, 0);
        self
    }

    fn put_word(&mut self, at: usize, value: i32) {
        let [low, high, ..] = value.to_le_bytes();
        self.bytes[at] = low;
        self.bytes[at + 1] = high;
    }
}

fn distance(from: usize, to: usize) -> i32 {
    let signed = |offset| i32::try_from(offset).expect("the code fits in 64 KiB");
    signed(to) - signed(from)
}
