//! Bits of a processor as an element: `<cpudata>` with what it answered.

use fv_error::Result;
use fv_model_xml::{Document, Hex, Node, read};

use crate::bits::{Bits, Register, Word};
use crate::map::internal;

impl Bits {
    /// Reads a document of its own.
    pub fn parse(text: &str) -> Result<Self> {
        let document = Document::parse(text)?;
        Self::read(document.root())
    }

    /// Reads an element.
    pub fn read(node: Node<'_>) -> Result<Self> {
        match node.attr("arch") {
            Some("x86") => {}
            Some(other) => return Err(internal(format!("CPU driver '{other}' does not exist"))),
            None => return Err(internal("missing CPU data architecture".to_string())),
        }
        let mut bits = Self::default();
        let mut count = 0;
        for (index, item) in node
            .elements()
            .filter(|it| it.name() != "alias")
            .enumerate()
        {
            count += 1;
            let kind = item.name();
            let broken = |_| internal(format!("Invalid {kind}[{index}]"));
            match kind {
                "cpuid" => read_cpuid(item, &mut bits).map_err(broken)?,
                _ => read_register(item, &mut bits).map_err(broken)?,
            }
        }
        match count {
            0 => Err(internal("no x86 CPU data found".to_string())),
            _ => Ok(bits),
        }
    }
}

fn read_cpuid(node: Node<'_>, bits: &mut Bits) -> Result<()> {
    let leaf = number(read::attr_required::<Hex<1>>(node, "eax_in")?);
    let register = Register::Cpuid(leaf, optional(node, "ecx_in")?);
    for (part, name) in (0..).zip(["eax", "ebx", "ecx", "edx"]) {
        bits.insert(Word { register, part }, optional(node, name)?);
    }
    Ok(())
}

fn read_register(node: Node<'_>, bits: &mut Bits) -> Result<()> {
    let register = Register::Msr(number(read::attr_required::<Hex<1>>(node, "index")?));
    for (part, name) in [(0, "eax"), (3, "edx")] {
        let mask = number(read::attr_required::<Hex<1>>(node, name)?);
        bits.insert(Word { register, part }, mask);
    }
    Ok(())
}

fn optional(node: Node<'_>, name: &str) -> Result<u32> {
    Ok(read::attr::<Hex<1>>(node, name)?.map_or(0, number))
}

/// Registers have 32 bits; what is beyond them is not there.
fn number(value: Hex<1>) -> u32 {
    u32::try_from(value.0 & u64::from(u32::MAX)).unwrap_or_default()
}
