//! The file in which clients keep credentials for servers, `auth.conf`.
//!
//! ```text
//! [credentials-test]
//! authname=fred
//!
//! [auth-libvirt-host1.example.com]
//! credentials=test
//! ```

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// The groups of such a file, each with its items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthConf {
    name: String,
    groups: Vec<(String, Vec<(String, String)>)>,
}

impl AuthConf {
    /// Reads a text; `name` stands for it in messages.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let group = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'));
            match (group, line.split_once('='), groups.last_mut()) {
                (Some(group), _, _) => groups.push((group.into(), Vec::new())),
                (None, Some((key, value)), Some((_, items))) => {
                    items.push((key.trim_end().into(), value.trim_start().into()));
                }
                _ => {
                    let detail = format!("{name}:{}: expecting a group or an item", index + 1);
                    return Err(syntax(detail));
                }
            }
        }
        Ok(Self {
            name: name.into(),
            groups,
        })
    }

    /// A credential for a service of a host; nothing when the file has none for it.
    ///
    /// A host that is not named gets the group `default` of the service.
    pub fn lookup(&self, service: &str, host: &str, credential: &str) -> Result<Option<&str>> {
        let own = format!("auth-{service}-{host}");
        let default = format!("auth-{service}-default");
        let Some(group) = [own, default].into_iter().find(|group| self.has(group)) else {
            return Ok(None);
        };
        let Some(credentials) = self.item(&group, "credentials") else {
            let name = &self.name;
            let detail = format!("Missing item 'credentials' in group '{group}' in '{name}'");
            return Err(syntax(detail));
        };
        let referenced = format!("credentials-{credentials}");
        if !self.has(&referenced) {
            let name = &self.name;
            return Err(syntax(format!(
                "Missing group '{referenced}' referenced from group '{group}' in '{name}'"
            )));
        }
        Ok(self.item(&referenced, credential))
    }

    fn has(&self, group: &str) -> bool {
        self.groups.iter().any(|(name, _)| name == group)
    }

    /// Groups of one name are one group, and the last of several items counts.
    fn item(&self, group: &str, key: &str) -> Option<&str> {
        let mut items = self
            .groups
            .iter()
            .filter(|(name, _)| name == group)
            .flat_map(|(_, items)| items);
        items
            .rfind(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

fn syntax(detail: String) -> Error {
    Error::new(ErrorDomain::Auth, ErrorCode::ConfSyntax, detail)
}
