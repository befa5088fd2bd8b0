//! The emulator in a program that was built without the feature `emulator`.

use alicloud::Session;
use alicloud_console::Console;

use crate::{
    args::{EmulatorArgs, Signature},
    failure::Failure,
    system::System,
};

pub(crate) const REGION_ID: &str = "";
pub(crate) const RUNNING_INSTANCE_ID: &str = "";

pub(crate) fn region_ids() -> Vec<String> {
    Vec::new()
}

const FEATURE: &str = "emulator";

/// Refuses `ecs-console emulator`.
pub(crate) fn run(_: &EmulatorArgs, _: &mut System<'_>) -> Result<(), Failure> {
    Err(Failure::without_feature("the command emulator", FEATURE))
}

/// The emulator of `--emulator`, which can't exist in this program.
pub(crate) enum LocalEmulator {}

impl LocalEmulator {
    /// Refuses `--emulator`.
    pub(crate) fn start(_: &mut System<'_>) -> Result<Self, Failure> {
        Err(Failure::without_feature("--emulator", FEATURE))
    }

    pub(crate) fn endpoint(&self) -> &str {
        match *self {}
    }

    pub(crate) fn session(&self, _: Signature) -> Session {
        match *self {}
    }

    pub(crate) fn page_url(&self, _: &Console) -> String {
        match *self {}
    }

    pub(crate) fn url_was_used(&self) -> bool {
        match *self {}
    }
}
