//! Cases that check one command.

use anyhow::{Context, Result, bail};
use fv_driver_qemu_monitor::Call;
use fv_driver_qemu_monitor::commands::block_job::{self, JobOptions, MirrorOptions, Tray};
use fv_driver_qemu_monitor::commands::chardev::{self, Backend, InetAddress, LogFile};
use fv_driver_qemu_monitor::commands::device::{self, Authentication, Link};
use fv_driver_qemu_monitor::commands::display::{self, Relocation};
use fv_driver_qemu_monitor::commands::job::{self, Cancel};
use fv_driver_qemu_monitor::commands::memory::{self, Addresses, Waiting};
use fv_driver_qemu_monitor::commands::migration::{self, Begin};
use fv_driver_qemu_monitor::commands::{block, sev, status};
use serde_json::Value;

use super::player::Player;
use crate::{Case, Produced};

/// Arguments of a case.
pub(super) struct Args<'a>(pub(super) &'a Value);

impl<'a> Args<'a> {
    pub(super) fn some_text(&self, key: &str) -> Option<&'a str> {
        self.0.get(key)?.as_str()
    }

    pub(super) fn text(&self, key: &str) -> Result<&'a str> {
        self.some_text(key)
            .with_context(|| format!("no text `{key}`"))
    }

    fn number(&self, key: &str) -> Result<u64> {
        self.0
            .get(key)
            .and_then(Value::as_u64)
            .with_context(|| format!("no number `{key}`"))
    }

    fn small<T: TryFrom<u64>>(&self, key: &str) -> Result<T> {
        T::try_from(self.number(key)?)
            .ok()
            .with_context(|| format!("`{key}` is too big"))
    }

    fn flag(&self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool).unwrap_or(false)
    }
}

/// `send`: one command with these arguments.
pub(super) fn run(case: &Case) -> Result<Produced> {
    let args = Args(&case.need_inline()?["args"]);
    let operation = case.inline_text("operation")?;
    let Some(call) = plain(operation, &args)?.or(blocks(operation, &args)?) else {
        return Ok(Produced::unserved(format!("no adapter for `{operation}`")));
    };
    let mut player = Player::default();
    player.ask(&call)?;
    Ok(Produced::value(player.into_sent()))
}

fn plain(operation: &str, args: &Args<'_>) -> Result<Option<Call<()>>> {
    Ok(Some(match operation {
        "set-capabilities" => status::capabilities(),
        "system-powerdown" => status::system_powerdown(),
        "system-reset" => status::system_reset(),
        "system-wakeup" => status::system_wakeup(),
        "inject-nmi" => status::inject_nmi(),
        "rtc-reset-reinjection" => status::rtc_reset_reinjection(),
        "migrate-cancel" => migration::cancel(),
        "migrate-pause" => migration::pause(),
        "nbd-server-stop" => migration::nbd_server_stop(),
        "migrate" => migration::migrate(args.text("uri")?, Begin::Anew),
        "migrate-recover" => migration::recover(args.text("uri")?),
        "set-link" => {
            let link = if args.text("state")? == "down" {
                Link::Down
            } else {
                Link::Up
            };
            device::set_link(args.text("name")?, link)
        }
        "set-password" => status::set_password(
            args.text("protocol")?,
            args.text("password")?,
            args.some_text("action_if_connected"),
        ),
        "expire-password" => {
            status::expire_password(args.text("protocol")?, args.text("expire_time")?)
        }
        "set-balloon" => return Ok(Some(ignore(status::balloon(args.number("newmem")?)))),
        "save-virtual-memory" => save(Addresses::Virtual, args)?,
        "save-physical-memory" => save(Addresses::Physical, args)?,
        "dump" => {
            let waiting = if args.flag("detach") {
                Waiting::Detach
            } else {
                Waiting::Wait
            };
            memory::dump(
                args.text("protocol")?,
                args.some_text("dumpformat"),
                waiting,
            )
        }
        "graphics-relocate" => display::relocate(Relocation {
            protocol: args.text("type")?,
            hostname: args.text("hostname")?,
            port: i32::try_from(args.number("port")?)?,
            tls_port: i32::try_from(args.number("tlsPort")?)?,
            tls_subject: args.some_text("tlsSubject"),
        }),
        "remove-netdev" => device::netdev_delete(args.text("alias")?),
        "del-device" => {
            let alias = args.some_text("devalias").or(args.some_text("alias"));
            ignore(device::delete(alias.context("no alias")?))
        }
        "screendump" => display::screendump(
            args.text("file")?,
            args.some_text("device"),
            args.small("head")?,
            args.some_text("format"),
        ),
        "open-graphics" => {
            let skip = args.flag("skipauth");
            let authentication = if skip {
                Authentication::Skip
            } else {
                Authentication::Ask
            };
            device::add_client(args.text("protocol")?, args.text("fdname")?, authentication)
        }
        "detach-char-dev" => chardev::remove(args.text("chrID")?),
        "set-action" => status::set_action(&actions(args)),
        "set-launch-security-state" => {
            let address = args
                .flag("hasSetaddr")
                .then(|| args.number("setaddr"))
                .transpose()?;
            sev::inject_secret(args.text("secrethdr")?, args.text("secret")?, address)
        }
        _ => return Ok(None),
    }))
}

fn blocks(operation: &str, args: &Args<'_>) -> Result<Option<Call<()>>> {
    Ok(Some(match operation {
        "block-resize" => {
            let (device, node) = (args.some_text("device"), args.some_text("nodename"));
            block::resize(device, node, args.number("size")?)
        }
        "block-commit" => block_job::commit(
            job_options(args)?,
            args.some_text("topNode"),
            args.some_text("baseNode"),
            args.0.get("autofinalize").and_then(Value::as_bool),
        ),
        "block-stream" => block_job::stream(job_options(args)?, args.some_text("baseNode")),
        "blockdev-mirror" => {
            let copy = MirrorOptions {
                target: args.text("target")?,
                replaces: args.some_text("replaces"),
                granularity: args.small("granularity")?,
                buffer_bytes: args.number("buf_size")?,
                shallow: args.flag("shallow"),
                synchronous_writes: args.flag("syncWrite"),
                persistent: args.flag("persistjob"),
            };
            block_job::mirror(job_options(args)?, copy)
        }
        "blockdev-tray-open" => {
            let how = if args.flag("force") {
                Tray::Force
            } else {
                Tray::Ask
            };
            block_job::open_tray(args.text("id")?, how)
        }
        "blockdev-tray-close" => block_job::close_tray(args.text("id")?),
        "blockdev-medium-remove" => block_job::remove_medium(args.text("id")?),
        "blockdev-medium-insert" => {
            block_job::insert_medium(args.text("id")?, args.text("nodename")?)
        }
        "bitmap-remove" => block::bitmap_remove(args.text("node")?, args.text("name")?),
        "job-dismiss" => job::dismiss(args.text("jobname")?),
        "job-complete" => job::complete(args.text("jobname")?),
        "job-finalize" => job::finalize(args.text("jobname")?),
        "block-job-cancel" => {
            let how = if args.flag("force") {
                Cancel::Force
            } else {
                Cancel::Gentle
            };
            job::cancel(args.text("jobname")?, how)
        }
        _ => return Ok(None),
    }))
}

fn job_options<'a>(args: &Args<'a>) -> Result<JobOptions<'a>> {
    let speed = ["speed", "bandwidth"]
        .into_iter()
        .find_map(|key| args.number(key).ok());
    Ok(JobOptions {
        device: args.text("device")?,
        job: args.some_text("jobname"),
        speed: speed.unwrap_or(0),
        backing_name: args.some_text("backingName"),
        mask_protocol: false,
    })
}

fn save(kind: Addresses, args: &Args<'_>) -> Result<Call<()>> {
    Ok(memory::save(
        kind,
        args.number("offset")?,
        args.number("length")?,
        args.text("path")?,
    ))
}

fn actions(args: &Args<'_>) -> status::Actions {
    let word = |key| args.some_text(key).map(str::to_owned);
    status::Actions {
        shutdown: word("shutdown"),
        reboot: word("reboot"),
        watchdog: word("watchdog"),
        panic: word("panic"),
    }
}

/// A call whose answer does not matter.
fn ignore<R: 'static>(call: Call<R>) -> Call<()> {
    let command = call.command().clone();
    Call::with_reply(command, move |_, reply| call.read(reply).map(|_| ()))
}

/// `chardev-add`: a character device made from its description.
pub(super) fn chardev_add(case: &Case) -> Result<Produced> {
    let input = case.need_inline()?;
    let args = Args(&input["chardev"]);
    let log = args.some_text("log_fd_set").or(args.some_text("logfile"));
    // A descriptor is always written on from where it is.
    let log_append = match args.some_text("logappend") {
        _ if args.some_text("log_fd_set").is_some() => Some(true),
        word => word.map(|word| word == "on"),
    };
    let log = log.map(|path| LogFile {
        path: path.to_owned(),
        append: log_append,
    });
    let Some(backend) = backend(&args)? else {
        return Ok(Produced::unserved("no such character device"));
    };
    let mut player = Player::new(vec![input["reply"].clone()]);
    let pty = player.ask(&chardev::add(
        case.inline_text("alias")?,
        &backend,
        log.as_ref(),
    ))?;
    if pty.as_deref() != args.some_text("expect_pty_path") {
        bail!("the path of the terminal is {pty:?}");
    }
    Ok(Produced::value(player.into_sent()))
}

fn backend(args: &Args<'_>) -> Result<Option<Backend>> {
    let address = |host: &str, service: &str| InetAddress {
        host: args.some_text(host).unwrap_or_default().to_owned(),
        port: args.some_text(service).unwrap_or_default().to_owned(),
    };
    Ok(Some(match args.text("type")? {
        "null" => Backend::Null,
        "vc" => Backend::VirtualConsole,
        "pty" => Backend::Pty,
        "spicevmc" => Backend::SpiceVmc,
        "dev" => Backend::Serial {
            device: args.text("path")?.to_owned(),
        },
        "file" => match args.some_text("source_fd_set") {
            Some(set) => Backend::File {
                path: set.to_owned(),
                append: Some(true),
            },
            None => Backend::File {
                path: args.text("path")?.to_owned(),
                append: None,
            },
        },
        "tcp" => Backend::Tcp {
            to: address("host", "service"),
            tls_alias: args.some_text("tls_object").map(str::to_owned),
        },
        "udp" => Backend::Udp {
            to: address("connect_host", "connect_service"),
            from: args
                .some_text("bind_service")
                .map(|_| address("bind_host", "bind_service")),
        },
        "unix" => Backend::Unix {
            path: args.text("path")?.to_owned(),
        },
        _ => return Ok(None),
    }))
}
