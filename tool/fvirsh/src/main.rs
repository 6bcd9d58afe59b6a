//! `fvirsh`: reads arguments and environment, and says which connections there are.
#![expect(
    clippy::disallowed_methods,
    reason = "the environment is read here and handed down"
)]

use std::env;
use std::io::{stderr, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fv_lib_client::{Choice, Places};
use fv_sys::{tty, users};
use fv_tool_fvirsh::{EmbedOpen, Environment, Input, RemoteOpen, run};
use fv_tool_shell::{Charset, Terminal};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let input = match tty::is_terminal(stdin()) {
        true => Input::Terminal,
        false => Input::Stream,
    };
    let terminal = Terminal::new(Box::new(stdout()), Box::new(stderr()));
    let status = run(
        &arguments,
        environment(),
        input,
        vec![Box::new(embedded()), Box::new(remote())],
        terminal,
    );
    ExitCode::from(status)
}

fn environment() -> Environment {
    let home = path("HOME");
    Environment {
        cache: cache(home.as_deref()),
        editor: env::var("VISUAL").or_else(|_| env::var("EDITOR")).ok(),
        temporary: env::var_os("TMPDIR").map(PathBuf::from),
        variables: env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        debug: env::var("VIRSH_DEBUG").ok(),
        log: env::var("VIRSH_LOG_FILE").ok(),
        history_size: env::var("VIRSH_HISTSIZE").ok(),
        default_uri: env::var("VIRSH_DEFAULT_CONNECT_URI").ok(),
        choice: Choice {
            file: configuration(home.as_deref()),
            environment: env::var("LIBVIRT_DEFAULT_URI").ok(),
        },
        charset: Some(charset()),
        home,
    }
}

/// The `libvirt.conf` that counts: the host's for root, the user's own otherwise.
fn configuration(home: Option<&Path>) -> Option<PathBuf> {
    if users::effective_uid() == 0 {
        return Some("/etc/libvirt/libvirt.conf".into());
    }
    let folder = path("XDG_CONFIG_HOME").or_else(|| Some(home?.join(".config")))?;
    Some(folder.join("libvirt/libvirt.conf"))
}

/// Where the user's caches are.
fn cache(home: Option<&Path>) -> Option<PathBuf> {
    path("XDG_CACHE_HOME").or_else(|| Some(home?.join(".cache")))
}

/// The path that a variable holds.
fn path(variable: &str) -> Option<PathBuf> {
    let value = env::var_os(variable).filter(|value| !value.is_empty());
    value.map(PathBuf::from)
}

/// The charset of the locale: the first of the three variables that says something.
fn charset() -> Charset {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| env::var(name).ok())
        .find(|locale| !locale.is_empty())
        .unwrap_or_default();
    match locale
        .to_ascii_lowercase()
        .replace('-', "")
        .contains("utf8")
    {
        true => Charset::Unicode,
        false => Charset::Ascii,
    }
}

/// Drivers in this process.
fn embedded() -> EmbedOpen {
    EmbedOpen {
        search_path: env::var("PATH").unwrap_or_else(|_| SEARCH_PATH.into()),
    }
}

/// The daemons of this host.
fn remote() -> RemoteOpen {
    let places = Places {
        // Where libvirt looks; the same folder as /run, by its older name.
        run: "/var/run".into(),
        user_run: path("XDG_RUNTIME_DIR").or_else(|| cache(path("HOME").as_deref())),
    };
    let own_uri = match users::effective_uid() {
        0 => "qemu:///system",
        _ => "qemu:///session",
    };
    RemoteOpen {
        places,
        default_uri: own_uri.into(),
    }
}

/// Where programs are looked up when the environment does not say.
const SEARCH_PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";
