//! What commands that are about a region take.

use super::values::region_id;

#[derive(clap::Args)]
pub(crate) struct RegionArgs {
    /// Region, such as cn-hangzhou; by default that of the environment or the profile
    ///
    /// ecs-console regions lists the ids. The default is ALIBABA_CLOUD_REGION_ID, else region_id of
    /// the profile in ~/.aliyun/config.json.
    #[arg(long, visible_alias = "region", value_name = "ID", value_parser = region_id)]
    pub(crate) region_id: Option<String>,

    /// Call hosts that are reached from inside a VPC of the region
    ///
    /// That of the security token service, too, where a role is assumed.
    #[arg(long, conflicts_with_all = ["endpoint", "emulator"])]
    pub(crate) vpc: bool,
}
