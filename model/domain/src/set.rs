//! Sets of numbers in documents: processors, nodes.

use fv_model_xml::{Expected, Value};
use fv_types::Bitmap;

/// The largest number in a set, plus one.
const NUMBERS_MAX: usize = 16384;

/// A set of processors or nodes, written as `0-3,5`.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberSet(pub Bitmap);

impl Value for NumberSet {
    fn parse(text: &str) -> Result<Self, Expected> {
        Bitmap::parse(text, NUMBERS_MAX)
            .map(Self)
            .map_err(|_| Expected::Token)
    }

    fn print(&self) -> String {
        self.0.to_string()
    }
}
