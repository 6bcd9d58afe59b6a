//! The one error type that crosses crates.
//!
//! An [`Error`] has two faces: inside it is a value with a cause chain and a remedy; at the
//! edge it is libvirt's error, field by field (code, domain, level, message, three strings and
//! two numbers). This crate does not log and does not know where an error goes.
//!
//! Read first: [`Error`], [`ErrorCode`], [`ErrorDomain`].

mod code;
mod domain;

use std::fmt;

pub use code::ErrorCode;
pub use domain::{ErrorDomain, ErrorLevel};

/// The result of everything that can fail across crates.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error as libvirt reports it, with the cause behind it.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: ErrorCode,
    domain: ErrorDomain,
    level: ErrorLevel,
    message: String,
    strings: [Option<String>; 3],
    numbers: [i32; 2],
    remedy: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error whose detail is put into the frame of its code (`virReportError`).
    ///
    /// An empty detail gives the code's plain text.
    pub fn new(domain: ErrorDomain, code: ErrorCode, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        if detail.is_empty() {
            return Self::build(
                domain,
                code,
                code.plain().into(),
                [Some(code.plain().into()), None, None],
            );
        }
        let message = match code.framed() {
            // Four codes have no frame, which their template says in the older notation.
            "%s" => detail.clone(),
            frame => frame.replace("%1$s", &detail),
        };
        Self::build(
            domain,
            code,
            message,
            [Some(code.framed().into()), Some(detail), None],
        )
    }

    /// `VIR_ERR_INTERNAL_ERROR`: the program or something it relies on broke a promise.
    pub fn internal(domain: ErrorDomain, detail: impl Into<String>) -> Self {
        Self::new(domain, ErrorCode::InternalError, detail)
    }

    /// A failed system call (`virReportSystemError`): `text: strerror`, with the errno kept.
    pub fn system(domain: ErrorDomain, cause: std::io::Error, text: impl AsRef<str>) -> Self {
        let errno = cause.raw_os_error().unwrap_or(0);
        let reason = strerror(&cause);
        let detail = match text.as_ref() {
            "" => reason,
            text => format!("{text}: {reason}"),
        };
        let mut error = Self::new(domain, ErrorCode::SystemError, detail);
        error.0.numbers = [errno, -1];
        error.with_source(cause)
    }

    /// A wrong argument of a call (`virReportInvalidArg`): the text alone, without a frame.
    pub fn invalid_arg(
        domain: ErrorDomain,
        function: &str,
        argument: &str,
        text: impl Into<String>,
    ) -> Self {
        let strings = [Some(function.into()), Some(argument.into()), None];
        let mut error = Self::build(domain, ErrorCode::InvalidArg, text.into(), strings);
        error.0.numbers = [0, 0];
        error
    }

    /// A call that the driver does not implement (`virReportUnsupportedError`).
    pub fn unsupported(domain: ErrorDomain, function: &str) -> Self {
        Self::new(domain, ErrorCode::NoSupport, function)
    }

    /// A call that changes something on a read-only connection (`virReportRestrictedError`).
    pub fn read_only(domain: ErrorDomain, function: &str) -> Self {
        let detail = format!("read only access prevents {function}");
        Self::new(domain, ErrorCode::OperationDenied, detail)
    }

    /// An error with every field given, as it came from another program.
    pub fn from_parts(
        domain: ErrorDomain,
        code: ErrorCode,
        level: ErrorLevel,
        message: String,
        strings: [Option<String>; 3],
        numbers: [i32; 2],
    ) -> Self {
        let mut error = Self::build(domain, code, message, strings);
        error.0.level = level;
        error.0.numbers = numbers;
        error
    }

    fn build(
        domain: ErrorDomain,
        code: ErrorCode,
        message: String,
        strings: [Option<String>; 3],
    ) -> Self {
        Self(Box::new(Inner {
            code,
            domain,
            level: ErrorLevel::Error,
            message,
            strings,
            numbers: [-1, -1],
            remedy: None,
            source: None,
        }))
    }

    /// Adds the cause; it is logged, not sent.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds what the user can do about it.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// Moves the error to another domain, where a caller reports it as its own.
    #[must_use]
    pub fn in_domain(mut self, domain: ErrorDomain) -> Self {
        self.0.domain = domain;
        self
    }

    /// What went wrong.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// Which part raised it.
    pub fn domain(&self) -> ErrorDomain {
        self.0.domain
    }

    /// How grave it is.
    pub fn level(&self) -> ErrorLevel {
        self.0.level
    }

    /// The whole message, as libvirt words it.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The detail alone, where the message is a frame around one.
    pub fn detail(&self) -> &str {
        self.0.strings[1].as_deref().unwrap_or(&self.0.message)
    }

    /// libvirt's `str1` to `str3`.
    pub fn strings(&self) -> &[Option<String>; 3] {
        &self.0.strings
    }

    /// libvirt's `int1` and `int2`.
    pub fn numbers(&self) -> [i32; 2] {
        self.0.numbers
    }

    /// What the user can do about it, where that is known.
    pub fn remedy(&self) -> Option<&str> {
        self.0.remedy.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source.as_ref() as _)
    }
}

/// The C library's words for an error, without the number that Rust appends.
pub fn strerror(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error ") {
        Some(end) => text[..end].to_string(),
        None => text,
    }
}

#[cfg(test)]
mod tests;
