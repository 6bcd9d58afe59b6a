//! The I/O threads of a guest: how many, their numbers, and what names one of them.
//!
//! A definition may count them, number them, or both. Where it numbers any, all are numbered from
//! then on; where it only counts them, they have the numbers from one on and are not listed.

use std::collections::BTreeSet;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Expected, Node, invalid_value, read, xml_error};
use fv_types::number::{self, Base};

use crate::Domain;
use crate::resolve::unsupported;
use crate::tune::{IothreadId, IothreadIds, IothreadPin, PoolSize};

impl Domain {
    /// The numbers of the I/O threads, in the order in which they are made.
    pub fn iothread_numbers(&self) -> Vec<u32> {
        match self.iothread_ids.threads.as_slice() {
            [] => (1..=self.iothreads).collect(),
            threads => threads.iter().map(|thread| thread.id).collect(),
        }
    }

    /// Whether an I/O thread has this number.
    pub fn has_iothread(&self, number: u32) -> bool {
        match self.iothread_ids.threads.as_slice() {
            [] => (1..=self.iothreads).contains(&number),
            threads => threads.iter().any(|thread| thread.id == number),
        }
    }
}

/// Reads how many threads there are.
pub(crate) fn count(node: Node<'_>) -> Result<u32> {
    let Some(text) = read::text::<String>(node, "iothreads")? else {
        return Ok(0);
    };
    let count = number::parse_u32_positive(&text, Base::Decimal);
    // No process has that many; libvirt would make a list of four billion.
    let count = count.filter(|count| *count <= COUNT_MAX);
    count.ok_or_else(|| {
        xml_error(format!("invalid iothreads count '{text}'")).in_domain(ErrorDomain::Domain)
    })
}

/// Numbers the threads that are only counted, once any is numbered; returns how many there are.
pub(crate) fn complete(ids: &mut IothreadIds, count: u32) -> Result<u32> {
    let mut used = BTreeSet::new();
    for thread in &ids.threads {
        if thread.id == 0 {
            return Err(invalid_value("id", "iothread", "0", Expected::NonZero));
        }
        if !used.insert(thread.id) {
            let text = format!("duplicate iothread id '{}' found", thread.id);
            return Err(xml_error(text).in_domain(ErrorDomain::Domain));
        }
    }
    let given = u32::try_from(ids.threads.len()).unwrap_or(u32::MAX);
    if given > 0 && count > given {
        let free = (1..=count).filter(|id| !used.contains(id));
        let missing = free.take((count - given) as usize);
        ids.threads.extend(missing.map(|id| IothreadId {
            id,
            ..IothreadId::default()
        }));
    }
    Ok(count.max(given))
}

/// Refuses places and schedules of threads that there are not.
pub(crate) fn check_tuning(domain: &Domain) -> Result<()> {
    let tune = &domain.cpu_tune;
    let mut pinned = BTreeSet::new();
    for IothreadPin { iothread, .. } in &tune.iothread_pins {
        must_exist(domain, *iothread)?;
        if !pinned.insert(*iothread) {
            return Err(Error::internal(
                ErrorDomain::Domain,
                format!("duplicate iothreadpin for same iothread '{iothread}'"),
            ));
        }
    }
    let scheduled = tune.iothread_scheds.iter();
    scheduled
        .into_iter()
        .try_for_each(|(id, _)| must_exist(domain, *id))
}

fn must_exist(domain: &Domain, number: u32) -> Result<()> {
    match domain.has_iothread(number) {
        true => Ok(()),
        false => Err(unsupported(format!("Cannot find 'iothread' : {number}"))),
    }
}

/// Refuses pools of helpers that cannot be.
pub(crate) fn check_pools(domain: &Domain) -> Result<()> {
    let threads = domain.iothread_ids.threads.iter();
    let pools = threads.map(|thread| (thread.pool_min, thread.pool_max));
    let main = domain.default_iothread.iter();
    let main = main.map(|main| (main.pool_min, main.pool_max));
    for (min, max) in pools.chain(main) {
        if max == Some(PoolSize(0)) {
            return Err(refused("thread_pool_max must be a positive integer"));
        }
        // One without the other counts as less than any number.
        if min > max {
            return Err(refused(
                "thread_pool_min must be smaller or equal to thread_pool_max",
            ));
        }
    }
    Ok(())
}

fn refused(text: &str) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, text)
}

const COUNT_MAX: u32 = 1 << 16;
