//! The models of network cards, as far as the rules of addresses tell them apart.

use fv_model_domain::devices::interface::Interface;

/// How much of virtio's past a card speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VirtioNet {
    /// What the bus makes of it.
    Plain,
    /// Both forms.
    Transitional,
    /// The standard alone.
    NonTransitional,
}

/// The models of network cards that matter by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetModel {
    /// No model yet.
    Unknown,
    /// A virtio card.
    Virtio(VirtioNet),
    /// A card for PCI Express.
    Express,
    /// A card on USB.
    Usb,
    /// The card of pSeries guests.
    SpaprVlan,
    /// Any other card, on PCI.
    Other,
}

impl NetModel {
    /// Whether it is a virtio card of any kind.
    pub fn is_virtio(self) -> bool {
        matches!(self, Self::Virtio(_))
    }
}

/// The model of an interface's card.
pub fn model_of(net: &Interface) -> NetModel {
    match net.model.as_deref() {
        None => NetModel::Unknown,
        Some("virtio") => NetModel::Virtio(VirtioNet::Plain),
        Some("virtio-transitional") => NetModel::Virtio(VirtioNet::Transitional),
        Some("virtio-non-transitional") => NetModel::Virtio(VirtioNet::NonTransitional),
        Some("e1000e" | "igb") => NetModel::Express,
        Some("usb-net") => NetModel::Usb,
        Some("spapr-vlan") => NetModel::SpaprVlan,
        Some(_) => NetModel::Other,
    }
}
