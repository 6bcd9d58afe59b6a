//! Firmware in flash memory: its code and its variables as block nodes.

use fv_error::Result;
use fv_model_domain::devices::source::{BackingStore, StorageFormat, StorageSource};
use fv_model_domain::os::LoaderKind;
use fv_model_xml::YesNo;

use crate::block::{CODE, Image, Tuning, VARIABLES};
use crate::builder::Builder;

/// The nodes of firmware end there: nobody looks for images behind them.
static END: BackingStore = BackingStore::End;

impl Builder<'_> {
    /// Appends the nodes of the firmware; the answer is what the board is told of them.
    pub(crate) fn flash(&mut self) -> Result<String> {
        let os = &self.input.domain.os;
        let loader = os.loader.as_ref();
        let Some(loader) = loader.filter(|loader| loader.kind == Some(LoaderKind::Pflash)) else {
            return Ok(String::new());
        };
        let mut told = String::new();
        if let Some(path) = &loader.path {
            let source = StorageSource::file(path.clone());
            let mut image = flash_image(&source, loader.format, CODE);
            image.readonly = loader.readonly == Some(YesNo::Yes);
            self.chain(image, Tuning::default())?;
            told.push_str(&format!(",pflash0={}", self.node_name(&image)));
        }
        let nvram = os.nvram.as_ref();
        if let Some((nvram, source)) = nvram.and_then(|nvram| Some((nvram, nvram.source.as_ref()?)))
        {
            let image = flash_image(source, nvram.format, VARIABLES);
            self.chain(image, Tuning::default())?;
            told.push_str(&format!(",pflash1={}", self.node_name(&image)));
        }
        Ok(told)
    }
}

fn flash_image<'a>(
    source: &'a StorageSource,
    format: Option<StorageFormat>,
    name: &'static str,
) -> Image<'a> {
    Image {
        source,
        auth: source.auth.as_ref(),
        encryption: source.encryption.as_ref(),
        format: format.unwrap_or(StorageFormat::Raw),
        metadata_cache_max: None,
        readonly: false,
        backing: Some(&END),
        is_top: true,
        name: Some(name),
    }
}
