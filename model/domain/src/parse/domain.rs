//! The top of the document.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Context, Element, Fragment, Node, Scope, Value, read, xml_error};
use fv_types::Uuid;

use crate::Domain;
use crate::devices::Devices;
use crate::domain::{GenId, LifecycleAction, VirtKind};
use crate::sysinfo::Sysinfo;
use crate::tune::{DefaultIothread, IothreadIds, Perf};

pub(crate) fn read(node: Node<'_>, cx: &Context) -> Result<Domain> {
    // Who it is comes first: of several mistakes, that is the one to report.
    let id = match cx.shows(Scope::LIVE) {
        true => id(node)?,
        false => None,
    };
    let name = name(node)?;
    let given = uuid(node, "uuid", "malformed uuid element")?;
    let kind = virt_kind(node)?;
    let os = read::child(node, "os", cx)?;
    // Devices name the models of these, so these are looked at first.
    let seclabels = crate::seclabel::read_all(node, cx)?;
    let sysinfo: Vec<Sysinfo> = read::list(node, "sysinfo", cx)?;
    let mut iothread_ids: IothreadIds = read::child(node, "iothreadids", cx)?.unwrap_or_default();
    let iothreads = crate::iothreads::complete(&mut iothread_ids, crate::iothreads::count(node)?)?;
    let mut domain = Domain {
        kind,
        id,
        name,
        uuid: crate::sysinfo::uuid(&sysinfo, given)?.unwrap_or_default(),
        genid: genid(node)?,
        title: title(node)?,
        description: read::text(node, "description")?,
        metadata: node
            .child("metadata")
            .filter(|metadata| metadata.all_elements().next().is_some())
            .map(Fragment::copy),
        memory: crate::memory::sizes::read(node, cx)?,
        blkio_tune: read::child(node, "blkiotune", cx)?.unwrap_or_default(),
        mem_tune: read::child(node, "memtune", cx)?.unwrap_or_default(),
        memory_backing: read::child(node, "memoryBacking", cx)?.unwrap_or_default(),
        vcpus: crate::vcpu::counts::read(node, cx)?,
        iothreads,
        iothread_ids,
        default_iothread: read::child::<DefaultIothread>(node, "defaultiothread", cx)?
            .filter(|main| *main != DefaultIothread::default()),
        throttle_groups: read::child(node, "throttlegroups", cx)?.unwrap_or_default(),
        cpu_tune: read::child(node, "cputune", cx)?.unwrap_or_default(),
        numa_tune: read::child(node, "numatune", cx)?.unwrap_or_default(),
        resource: read::child(node, "resource", cx)?,
        sysinfo,
        bootloader: read::text(node, "bootloader")?,
        bootloader_args: read::text(node, "bootloader_args")?,
        os: match os {
            Some(os) => os,
            None => {
                return Err(Error::new(
                    ErrorDomain::Domain,
                    ErrorCode::XmlError,
                    "an os <type> must be specified",
                ));
            }
        },
        id_map: read::child(node, "idmap", cx)?.unwrap_or_default(),
        features: read::child(node, "features", cx)?.unwrap_or_default(),
        cpu: read::child(node, "cpu", cx)?,
        clock: read::child(node, "clock", cx)?.unwrap_or_default(),
        on_poweroff: action(node, "on_poweroff", LifecycleAction::Destroy)?,
        on_reboot: action(node, "on_reboot", LifecycleAction::Restart)?,
        on_crash: action(node, "on_crash", LifecycleAction::Destroy)?,
        on_lockfailure: read::text(node, "on_lockfailure")?,
        pm: read::child(node, "pm", cx)?.unwrap_or_default(),
        perf: read::child::<Perf>(node, "perf", cx)?
            .unwrap_or_default()
            .sorted()?,
        devices: devices(node, cx)?,
        seclabels,
        key_wrap: read::child(node, "keywrap", cx)?,
        launch_security: read::child(node, "launchSecurity", cx)?,
        namespace: crate::namespace::read(node)?,
    };
    crate::iothreads::check_tuning(&domain)?;
    crate::numa::complete(&mut domain)?;
    Ok(domain)
}

fn devices(node: Node<'_>, cx: &Context) -> Result<Devices> {
    let Some(node) = node.child("devices") else {
        return Ok(Devices::default());
    };
    super::devices::bounded(node)?;
    let devices = Devices::read(node, cx)?;
    super::devices::usb_users(&devices)?;
    Ok(devices)
}

fn virt_kind(node: Node<'_>) -> Result<VirtKind> {
    let Some(word) = node.attr("type").filter(|word| !word.is_empty()) else {
        return Err(Error::internal(
            ErrorDomain::Domain,
            "missing domain type attribute",
        ));
    };
    VirtKind::from_word(word).ok_or_else(|| {
        Error::new(
            ErrorDomain::Domain,
            ErrorCode::ConfigUnsupported,
            format!("invalid domain type {word}"),
        )
    })
}

fn id(node: Node<'_>) -> Result<Option<u32>> {
    let Some(id) = read::attr::<i32>(node, "id")? else {
        return Ok(None);
    };
    u32::try_from(id).map(Some).map_err(|_| {
        let text = node.attr("id").unwrap_or_default();
        fv_model_xml::invalid_value("id", node.name(), text, fv_model_xml::Expected::NonNegative)
    })
}

fn name(node: Node<'_>) -> Result<String> {
    read::text(node, "name")?.ok_or_else(|| Error::new(ErrorDomain::Domain, ErrorCode::NoName, ""))
}

fn uuid(node: Node<'_>, name: &str, malformed: &str) -> Result<Option<Uuid>> {
    let Some(text) = read::text::<String>(node, name)? else {
        return Ok(None);
    };
    Uuid::parse(&text)
        .map(Some)
        .ok_or_else(|| Error::internal(ErrorDomain::Domain, malformed))
}

fn genid(node: Node<'_>) -> Result<Option<GenId>> {
    match node.children("genid").count() {
        0 => Ok(None),
        1 => {
            let id = uuid(node, "genid", "malformed genid element")?;
            Ok(Some(GenId {
                id: id.unwrap_or_default(),
                generated: id.is_none(),
            }))
        }
        _ => Err(xml_error("element 'genid' can only appear once").in_domain(ErrorDomain::Domain)),
    }
}

fn title(node: Node<'_>) -> Result<Option<String>> {
    let title: Option<String> = read::text(node, "title")?;
    if title.as_ref().is_some_and(|title| title.contains('\n')) {
        return Err(xml_error("Domain title can't contain newlines").in_domain(ErrorDomain::Domain));
    }
    Ok(title)
}

fn action(node: Node<'_>, name: &str, default: LifecycleAction) -> Result<LifecycleAction> {
    let Some(word) = read::text::<String>(node, name)? else {
        return Ok(default);
    };
    LifecycleAction::parse(&word).map_err(|_| {
        Error::new(
            ErrorDomain::Domain,
            ErrorCode::ConfigUnsupported,
            format!("unknown {name} action: {word}"),
        )
    })
}
