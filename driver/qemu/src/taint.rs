//! What is unusual about how a guest runs, so that whoever helps its owner knows.

/// One such thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taint {
    /// The word in status files and logs.
    pub(crate) word: &'static str,
    /// The words for the user.
    pub(crate) message: &'static str,
}

/// A set of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taints(u32);

impl Taints {
    /// Somebody spoke to the monitor directly.
    pub(crate) const CUSTOM_MONITOR: &'static str = "custom-monitor";
    /// Somebody spoke to the guest's agent directly.
    pub(crate) const CUSTOM_AGENT_COMMAND: &'static str = "custom-ga-command";
    /// QEMU runs as root.
    pub(crate) const HIGH_PRIVILEGES: &'static str = "high-privileges";
    /// A script sets up a network interface.
    pub(crate) const SHELL_SCRIPTS: &'static str = "shell-scripts";
    /// The guest sees the host's processor.
    pub(crate) const HOST_CPU: &'static str = "host-cpu";

    /// Adds one by its word; true if it was not there before.
    pub(crate) fn add(&mut self, word: &str) -> bool {
        let Some(place) = TAINTS.iter().position(|taint| taint.word == word) else {
            return false;
        };
        let before = self.0;
        self.0 |= 1 << place;
        self.0 != before
    }

    /// All of them, in libvirt's order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static Taint> {
        TAINTS
            .iter()
            .enumerate()
            .filter(move |(place, _)| self.0 & 1 << place != 0)
            .map(|(_, taint)| taint)
    }
}

const TAINTS: [Taint; 15] = [
    taint("custom-argv", "custom configuration parameters specified"),
    taint(
        Taints::CUSTOM_MONITOR,
        "custom monitor control commands issued",
    ),
    taint(
        Taints::HIGH_PRIVILEGES,
        "running with undesirable elevated privileges",
    ),
    taint(
        Taints::SHELL_SCRIPTS,
        "network configuration using opaque shell scripts",
    ),
    taint("disk-probing", "potentially unsafe disk format probing"),
    taint(
        "external-launch",
        "managing externally launched configuration",
    ),
    taint(
        Taints::HOST_CPU,
        "potentially unsafe use of host CPU passthrough",
    ),
    taint(
        "hook-script",
        "configuration potentially modified by hook script",
    ),
    taint("cdrom-passthrough", "use of host cdrom passthrough"),
    taint("custom-dtb", "custom device tree blob used"),
    taint(
        Taints::CUSTOM_AGENT_COMMAND,
        "custom guest agent control commands issued",
    ),
    taint(
        "custom-hypervisor-feature",
        "hypervisor feature autodetection override",
    ),
    taint(
        "deprecated-config",
        "use of deprecated configuration settings",
    ),
    taint("custom-device", "custom device configuration"),
    taint("nbdkit-restart", "nbdkit restart failed"),
];

const fn taint(word: &'static str, message: &'static str) -> Taint {
    Taint { word, message }
}
