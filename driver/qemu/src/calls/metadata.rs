//! Title, description and the elements that other programs keep with a guest.

use std::sync::Arc;

use fv_api::{Caller, DomainEvent, DomainRef};
use fv_driver_kit::{JobKind, Listed};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use super::query;
use crate::driver::Driver;
use crate::job::Job;
use crate::{definition, flags};

/// What is to be set: nothing in `metadata` removes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<'a> {
    pub(crate) kind: i32,
    pub(crate) metadata: Option<&'a str>,
    pub(crate) key: Option<&'a str>,
    pub(crate) uri: Option<&'a str>,
}

/// Which part of the metadata is meant (`virDomainMetadataType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// The long text.
    Description,
    /// The short text.
    Title,
    /// The element with this namespace.
    Element(&'a str),
}

pub(crate) fn read(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    kind: i32,
    uri: Option<&str>,
    flags: u32,
) -> Result<String> {
    flags::check(
        flags,
        flags::LIVE | flags::CONFIG,
        "virDomainObjGetMetadata",
    )?;
    let part = part(kind, uri)?;
    let view = driver.find(dom)?.view();
    let definition = query::one_definition(&view, flags)?;
    definition::metadata(&definition, part)?.ok_or_else(|| {
        let detail = "Requested metadata element is not present";
        Error::new(ErrorDomain::Domain, ErrorCode::NoDomainMetadata, detail)
    })
}

pub(crate) fn write(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    change: &Change<'_>,
    flags: u32,
) -> Result<()> {
    flags::check(flags, flags::LIVE | flags::CONFIG, "qemuDomainSetMetadata")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSetMetadata";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    let impact = query::impact(&job.view(), flags)?;
    let part = part(change.kind, change.uri)?;
    let mut state = job.state();
    let apply = |definition: &mut fv_model_domain::Domain| {
        definition::set_metadata(definition, part, change.metadata, change.key)
    };
    // Both are made first, so that a document that cannot be read changes neither.
    let live = match (&state.live, impact & flags::LIVE) {
        (Some(live), 1..) => Some(with(live, apply)?),
        _ => None,
    };
    let config = match (&state.kept(), impact & flags::CONFIG) {
        (Some(config), 1..) => Some(with(config, apply)?),
        _ => None,
    };
    let before = state.live.clone();
    if let Some(live) = live {
        state.live = Some(live);
        driver.save_status(&guest, &state)?;
    }
    if let Some(config) = config {
        if let Err(error) = driver.save_definition(guest.name(), &config) {
            // Both or neither; where the status cannot be written now, it is later.
            state.live = before;
            driver.keep(&guest, &mut state);
            return Err(error);
        }
        state.config = Some(driver.kept(&config));
    }
    state.publish();
    let reference = guest.reference_with(state.id());
    let nsuri = change.uri.map(str::to_string);
    driver.tell_all(
        &reference,
        [DomainEvent::MetadataChange {
            kind: change.kind,
            nsuri,
        }],
    );
    Ok(())
}

fn with(
    definition: &Arc<fv_model_domain::Domain>,
    apply: impl FnOnce(&mut fv_model_domain::Domain) -> Result<()>,
) -> Result<Arc<fv_model_domain::Domain>> {
    let mut changed = fv_model_domain::Domain::clone(definition);
    apply(&mut changed)?;
    Ok(Arc::new(changed))
}

fn part(kind: i32, uri: Option<&str>) -> Result<Part<'_>> {
    Ok(match kind {
        0 => Part::Description,
        1 => Part::Title,
        2 => Part::Element(uri.unwrap_or_default()),
        _ => {
            let detail = format!("unknown metadata type '{kind}'");
            return Err(Error::new(
                ErrorDomain::Domain,
                ErrorCode::InvalidArg,
                detail,
            ));
        }
    })
}
