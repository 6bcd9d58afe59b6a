//! Configuration files, settings of the log, and the small values of the base layer.

use fv_conf::{AuthConf, Conf};
use fv_types::uri::Uri;
use fv_types::{Bitmap, Uuid, address, disk_name, kernel_line, number, text, time_zone};

use super::{text_of, text_seeds};
use crate::{Outcome, Target};

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "conf",
        run: conf,
        seeds: conf_seeds,
        words: &[
            "\"\"\"", "'", "\"", "[ ", " ]", ",", " = ", "#", "\n", ";", "-1", "key",
        ],
        length_max: 16 * 1024,
    },
    Target {
        name: "log-settings",
        run: log_settings,
        seeds: || {
            text_seeds(&[
                "1:qemu 4:event",
                "1:stderr 2:file:/x",
                "3:syslog:a 1:journald",
            ])
        },
        words: &[":", " ", "1", "file", "stderr", "*", "?", "+"],
        length_max: 512,
    },
    Target {
        name: "values",
        run: values,
        seeds: || {
            text_seeds(&[
                "0-3,^1,8",
                "c7a5fdbd-edaf-9455-926a-d65c16db1809",
                "qemu+ssh://me@[::1]:22/system?a=b&c#d",
                "127.1",
                "fe80::1.2.3.4",
                "sdaa1",
                "a=\"b c\" d_e=f \"g h=i\"",
                "-0x7f",
                "1.5e-300",
                "4.1.0-rc1",
                "CET-1CEST,M3.5.0,M10.5.0/3",
            ])
        },
        words: &[
            "^",
            "-",
            ",",
            "%41",
            "://",
            "[",
            "]",
            "\"",
            "=",
            "::",
            ".",
            "e9",
            "0x",
            "99999999999",
        ],
        length_max: 512,
    },
];

/// What is accepted must be written in a form that is accepted again and means the same.
fn conf(bytes: &[u8]) -> Outcome {
    let text = text_of(bytes);
    // The other file with credentials has a reader of its own.
    let _ = AuthConf::parse("fuzz", &text).map(|conf| conf.lookup("a", "b", "c").is_ok());
    let conf = match Conf::parse("fuzz", &text) {
        Ok(conf) => conf,
        Err(error) => return Outcome::of_error(&error),
    };
    let written = conf.to_string();
    // A text with all kinds of quotes in it has no form that can be read again, as in libvirt;
    // a carriage return in a comment or text ends a line when it is read.
    if !written.contains("\"\"\"") && !written.contains('\r') {
        let again = Conf::parse("fuzz", &written).map(|conf| conf.to_string());
        assert_eq!(
            again.ok().as_ref(),
            Some(&written),
            "written and read again"
        );
    }
    Outcome::of_accepted(&written)
}

fn conf_seeds() -> Vec<Vec<u8>> {
    text_seeds(&[
        "# head\nmax_clients = 5000 # why\n\nunix_sock_group = \"libvirt\"\n",
        "list = [ \"a\", 'b\"c',\n 3 ]; text = \"\"\"two\nlines\"\"\"\nminus = -5\nplus=+5",
        "[credentials-a]\nuser = joe\n[auth-a-b]\ncredentials=a\n",
        "empty = []\nnested = [ [ 1 ], [ [ 2 ] ] ]",
    ])
}

fn log_settings(bytes: &[u8]) -> Outcome {
    let text = text_of(bytes);
    let filters = fv_log::Settings::parse(1, &text, "");
    if let Ok(settings) = &filters {
        // What is written shows the stars that every pattern has around it.
        let again = fv_log::Settings::parse(1, &settings.filters_text(), "").ok();
        let levels = again.map(|again| (again.filters.len(), again.level_of(&text)));
        assert_eq!(
            levels,
            Some((settings.filters.len(), settings.level_of(&text))),
            "written and read again"
        );
    }
    let outputs = fv_log::parse_outputs(&text);
    let _ = fv_log::is_log_line(&text);
    match (filters, outputs) {
        (Err(a), Err(b)) => Outcome::of(&(Outcome::of_error(&a).0, Outcome::of_error(&b).0)),
        (a, b) => Outcome::of(&(a.is_ok(), b.is_ok())),
    }
}

fn values(bytes: &[u8]) -> Outcome {
    let text = text_of(bytes);
    let bitmap = Bitmap::parse_unlimited(&text).ok();
    if let Some(bitmap) = bitmap.as_ref().filter(|bitmap| !bitmap.is_empty()) {
        let again = Bitmap::parse_unlimited(&bitmap.to_string()).ok();
        assert_eq!(again.as_ref(), Some(bitmap), "written and read again");
        assert_eq!(&Bitmap::from_data(&bitmap.to_data()), bitmap, "as data");
    }
    let uuid = Uuid::parse(&text);
    assert_eq!(
        uuid.and_then(|uuid| Uuid::parse(&uuid.to_string())),
        uuid,
        "written and read"
    );
    let uri = Uri::parse(&text).ok();
    if let Some(uri) = &uri {
        let _ = (uri.to_string(), uri.params_text(), uri.is_this_host());
    }
    let found = address::parse(&text, None).ok();
    if let Some(found) = found {
        assert_eq!(
            address::parse(&address::format(found), None).ok(),
            Some(found),
            "{found}"
        );
    }
    let disk = disk_name::parse(&text);
    if let Some((index, None)) = disk {
        let _ = disk_name::from_index(index, "sd");
    }
    let mut rest = text.as_str();
    while let kernel_line::Next {
        name: Some(_),
        rest: after,
        ..
    } = kernel_line::next(rest)
    {
        assert!(
            after.len() < rest.len(),
            "each parameter takes some of the line"
        );
        rest = after;
    }
    let base = number::Base::Prefixed;
    let numbers = (
        number::parse_i64(&text, base),
        number::split_u32(&text, base).is_some(),
    );
    let float = number::parse_f64(&text).is_some();
    let version = text::parse_version(&text, text::Missing::Allowed).is_some();
    // A name without a digit is looked up in the host's database, which is slow and not ours.
    let rule = text.contains(|c: char| c.is_ascii_digit());
    let zone = rule && time_zone::offset_at(&text, 0).is_some();
    let shape = (
        bitmap.is_some(),
        uuid.is_some(),
        uri.is_some(),
        found.is_some(),
    );
    Outcome::of(&(
        shape,
        disk.is_some(),
        numbers.0.is_some(),
        numbers.1,
        float,
        version,
        zone,
    ))
}
