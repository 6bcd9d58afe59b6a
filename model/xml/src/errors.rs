//! The generic error texts, each written once.
//!
//! They carry libvirt's wording and domain (`VIR_FROM_XML`); a special case has its own text
//! beside the code that raises it.

use fv_error::{Error, ErrorCode, ErrorDomain};

use crate::Expected;

/// An XML error with a text of its own.
pub fn xml_error(detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Xml, ErrorCode::XmlError, detail)
}

/// A required attribute that is not there.
pub fn missing_attribute(attribute: &str, element: &str) -> Error {
    xml_error(format!(
        "Missing required attribute '{attribute}' in element '{element}'"
    ))
}

/// A required child that is not there.
pub fn missing_element(child: &str, element: &str) -> Error {
    xml_error(format!(
        "Missing required element '{child}' in element '{element}'"
    ))
}

/// A child that may be there once and is there twice.
pub fn duplicate(child: &str) -> Error {
    xml_error(format!("only one <{child}> element is allowed"))
}

/// An attribute whose value is not what it has to be.
pub fn invalid_value(attribute: &str, element: &str, value: &str, expected: Expected) -> Error {
    let head = format!("Invalid value for attribute '{attribute}' in element '{element}'");
    xml_error(match expected {
        Expected::NonZero => format!("{head}: Zero is not permitted"),
        Expected::Token => format!("{head}: '{value}'."),
        Expected::Integer => format!("{head}: '{value}'. Expected integer value"),
        Expected::NonNegative => format!("{head}: '{value}'. Expected non-negative value"),
        Expected::Unsigned => format!("{head}: '{value}'. Expected non-negative integer value"),
        Expected::LongLong => format!("{head}: '{value}'. Expected long long integer value"),
        Expected::Uuid => format!("{head}: '{value}'. Expected UUID"),
    })
}

/// Something libvirt's schema knows and this program does not model yet, refused by name.
pub fn unsupported(path: &str) -> Error {
    Error::new(
        ErrorDomain::Domain,
        ErrorCode::ConfigUnsupported,
        format!("element '{path}' is not supported yet"),
    )
}
