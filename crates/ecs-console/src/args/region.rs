//! What commands that are about a region take.

use alicloud_emulator::Scenario;
use clap::builder::ArgPredicate;

use super::values::region_id;

#[derive(clap::Args)]
pub(crate) struct RegionArgs {
    /// Region, such as cn-hangzhou; ecs-console regions lists the ids
    #[arg(long, visible_alias = "region", value_name = "ID", value_parser = region_id)]
    #[arg(required = false, required_unless_present = "emulator")]
    #[arg(default_value_if("emulator", ArgPredicate::IsPresent, Scenario::REGION_ID))]
    pub(crate) region_id: String,

    /// Call the region's host that is reached from inside a VPC of the region
    #[arg(long, conflicts_with_all = ["endpoint", "emulator"])]
    pub(crate) vpc: bool,
}
