//! Virtual processors: how many, where, and which of them are on.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Node, Token, YesNo, read, xml_error};
use fv_types::Bitmap;
use fv_types::number::{self, Base};

/// The processors of a guest.
#[derive(Debug, Clone, PartialEq)]
pub struct Vcpus {
    /// How many it may have.
    pub max: u32,
    /// How many it starts with.
    pub current: u32,
    /// Who chooses the host's processors.
    pub placement: Placement,
    /// The host's processors it runs on.
    pub cpuset: Option<Bitmap>,
    /// Each processor, where the user speaks of them one by one.
    pub individual: Vec<Vcpu>,
}

/// Who chooses the host's processors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum Placement {
    /// The user.
    #[default]
    Static,
    /// The advice of numad.
    Auto,
}

/// One processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Vcpu {
    /// Whether it is on.
    pub enabled: bool,
    /// Whether it can be unplugged.
    pub hotpluggable: Option<YesNo>,
    /// Its place in the order of plugging; zero if there is none.
    pub order: u32,
}

impl Default for Vcpus {
    fn default() -> Self {
        Self {
            max: 1,
            current: 1,
            placement: Placement::Static,
            cpuset: None,
            individual: Vec::new(),
        }
    }
}

/// The most processors a document may ask for; bounds what is allocated for `<vcpus>`.
const VCPUS_MAX: u32 = 16384;

/// `<vcpu>` and `<vcpus>`.
pub(crate) mod counts {
    use super::*;

    pub(crate) fn read(node: Node<'_>, _: &Context) -> Result<Vcpus> {
        let mut vcpus = Vcpus::default();
        if let Some(vcpu) = node.child("vcpu") {
            read_count(vcpu, &mut vcpus)?;
        }
        let list: Vec<_> = node
            .child("vcpus")
            .iter()
            .flat_map(|n| n.children("vcpu"))
            .collect();
        if !list.is_empty() {
            read_each(&list, &mut vcpus)?;
        }
        Ok(vcpus)
    }

    fn read_count(node: Node<'_>, vcpus: &mut Vcpus) -> Result<()> {
        let Some(max) = number::parse_u32(&node.text(), Base::Decimal) else {
            return Err(xml_error("maximum vcpus count must be an integer"));
        };
        vcpus.max = max;
        vcpus.current = read::attr(node, "current")?.unwrap_or(max);
        vcpus.placement = read::attr(node, "placement")?.unwrap_or_default();
        if let Some(text) = node
            .attr("cpuset")
            .filter(|_| vcpus.placement == Placement::Static)
        {
            let set = Bitmap::parse(text, 16384)?;
            if set.is_empty() {
                return Err(unsupported(format!("Invalid value of 'cpuset': {text}")));
            }
            vcpus.cpuset = Some(set);
        }
        if max == 0 {
            // libvirt notices by the processors of NUMA nodes, of which there is none.
            return Err(Error::internal(
                ErrorDomain::Domain,
                "CPU IDs in <numa> exceed the <vcpu> count",
            ));
        }
        if vcpus.current > max {
            return Err(unsupported(
                "maximum vCPU count must not be less than current vCPU count".into(),
            ));
        }
        Ok(())
    }

    fn read_each(list: &[Node<'_>], vcpus: &mut Vcpus) -> Result<()> {
        if vcpus.max > VCPUS_MAX {
            return Err(xml_error(format!(
                "more than {VCPUS_MAX} vCPUs are not supported"
            )));
        }
        vcpus.individual = vec![Vcpu::default(); vcpus.max as usize];
        for node in list {
            let id: u32 = read::attr_required(*node, "id")?;
            let Some(vcpu) = vcpus.individual.get_mut(id as usize) else {
                return Err(xml_error(format!(
                    "vcpu id '{id}' is out of range of maximum vcpu count"
                )));
            };
            vcpu.enabled = read::attr_required::<YesNo>(*node, "enabled")? == YesNo::Yes;
            vcpu.hotpluggable = read::attr(*node, "hotpluggable")?;
            vcpu.order = read::attr(*node, "order")?.unwrap_or_default();
        }
        vcpus.current = vcpus.individual.iter().filter(|vcpu| vcpu.enabled).count() as u32;
        Ok(())
    }

    fn unsupported(detail: String) -> Error {
        Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, detail)
    }

    pub(crate) fn write(vcpus: &Vcpus, body: &mut Body<'_>, _: &Context) {
        body.child("vcpu", |body| {
            body.attr("placement", &vcpus.placement);
            if let Some(set) = vcpus.cpuset.as_ref().filter(|set| !set.is_full()) {
                body.attr_text("cpuset", &set.to_string());
            }
            if vcpus.current < vcpus.max {
                body.attr("current", &vcpus.current);
            }
            body.text(&vcpus.max.to_string());
        });
        if vcpus.individual.is_empty() {
            return;
        }
        body.child("vcpus", |body| {
            for (id, vcpu) in vcpus.individual.iter().enumerate() {
                body.child("vcpu", |body| {
                    body.attr_text("id", &id.to_string());
                    body.attr("enabled", &YesNo::from_bool(vcpu.enabled));
                    body.attr_opt("hotpluggable", vcpu.hotpluggable.as_ref());
                    if vcpu.order != 0 {
                        body.attr("order", &vcpu.order);
                    }
                });
            }
        });
    }
}
