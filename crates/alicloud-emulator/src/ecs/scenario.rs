//! The simulated regions and instances.

use std::collections::{BTreeMap, BTreeSet};

use super::{Instance, InstanceStatus, OsType};

/// The regions and instances that the emulator simulates.
///
/// ```
/// use alicloud_emulator::{Instance, InstanceStatus, Scenario};
///
/// let scenario = Scenario::default().with_instance(
///     Instance::new("cn-hangzhou", "i-starting").with_status(InstanceStatus::Starting),
/// );
/// let last = scenario.instances().next_back();
/// assert_eq!(last.map(|instance| &*instance.id), Some("i-starting"));
/// ```
#[derive(Clone, Debug)]
pub struct Scenario {
    region_ids: Vec<String>,
    known_region_ids: BTreeSet<String>,
    /// The instances by their serial numbers.
    instances: BTreeMap<u64, Instance>,
    /// The serial number of each instance by its id.
    serials: BTreeMap<String, u64>,
    /// The serial number of the next new instance. No number is used twice.
    next_serial: u64,
    forbidden: Vec<String>,
}

impl Scenario {
    /// The id of the region that contains [`RUNNING_INSTANCE_ID`](Self::RUNNING_INSTANCE_ID) and
    /// the other instances that have a constant.
    pub const REGION_ID: &str = "cn-qingdao";
    /// The id of the region that contains several pages of instances. The 25 instances have the ids
    /// `i-emulator-page-01` to `i-emulator-page-25`, and every fifth instance is stopped.
    pub const PAGED_REGION_ID: &str = "cn-hangzhou";
    /// The id of a running Linux instance, for which `DescribeInstanceVncUrl` succeeds.
    pub const RUNNING_INSTANCE_ID: &str = "i-emulator-running";
    /// The id of a running Windows instance, for which `DescribeInstanceVncUrl` succeeds.
    pub const WINDOWS_INSTANCE_ID: &str = "i-emulator-windows";
    /// The instance id in the example of the vendor's reference. The instance is running.
    pub const REFERENCE_INSTANCE_ID: &str = "AY121018033933eaxxxxxxx";
    /// The id of a stopped instance, for which `DescribeInstanceVncUrl` fails with
    /// `IncorrectInstanceStatus`.
    pub const STOPPED_INSTANCE_ID: &str = "i-emulator-stopped";
    /// The id of an instance that is being created, for which `DescribeInstanceVncUrl` fails with
    /// `InstanceNotReady`.
    pub const CREATING_INSTANCE_ID: &str = "i-emulator-creating";

    /// Creates a scenario without regions or instances.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            region_ids: Vec::new(),
            known_region_ids: BTreeSet::new(),
            instances: BTreeMap::new(),
            serials: BTreeMap::new(),
            next_serial: 0,
            forbidden: Vec::new(),
        }
    }

    /// Adds a region, unless the scenario already contains the region.
    #[must_use]
    pub fn with_region(mut self, region_id: impl Into<String>) -> Self {
        let region_id = region_id.into();
        if self.known_region_ids.insert(region_id.clone()) {
            self.region_ids.push(region_id);
        }
        self
    }

    /// Adds an instance, and its region if the region is new. An existing instance with the same id
    /// is replaced.
    #[must_use]
    pub fn with_instance(mut self, instance: Instance) -> Self {
        self.remove(&instance.id);
        self = self.with_region(&instance.region_id);
        self.add(instance);
        self
    }

    /// Forbids an operation, such as `DescribeInstances`. Calls of the operation fail with
    /// `Forbidden.RAM`, as if a policy denied the operation to a RAM user.
    #[must_use]
    pub fn forbidding(mut self, operation: impl Into<String>) -> Self {
        self.forbidden.push(operation.into());
        self
    }

    /// The ids of the regions, in the order in which the regions were added.
    #[must_use]
    pub fn region_ids(&self) -> &[String] {
        &self.region_ids
    }

    /// The instances of all regions, in the order in which the instances were added.
    #[must_use]
    pub fn instances(&self) -> impl DoubleEndedIterator<Item = &Instance> + ExactSizeIterator {
        self.instances.values()
    }

    /// The operations that the scenario forbids.
    #[must_use]
    pub fn forbidden(&self) -> &[String] {
        &self.forbidden
    }

    pub(crate) fn forbids(&self, operation: &str) -> bool {
        self.forbidden.iter().any(|other| other == operation)
    }

    pub(crate) fn has_region(&self, region_id: &str) -> bool {
        self.known_region_ids.contains(region_id)
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Instance> {
        self.instances.get(self.serials.get(id)?)
    }

    pub(crate) fn instance_mut(&mut self, id: &str) -> Option<&mut Instance> {
        self.instances.get_mut(self.serials.get(id)?)
    }

    pub(crate) fn instances_mut(&mut self) -> impl Iterator<Item = &mut Instance> {
        self.instances.values_mut()
    }

    /// The instances with their serial numbers, which increase.
    pub(crate) fn numbered_instances(&self) -> impl Iterator<Item = (u64, &Instance)> {
        self.instances
            .iter()
            .map(|(serial, instance)| (*serial, instance))
    }

    /// Adds an instance whose id no other instance has.
    pub(crate) fn add(&mut self, instance: Instance) {
        let serial = self.next_serial;
        self.next_serial += 1;
        self.serials.insert(instance.id.clone(), serial);
        self.instances.insert(serial, instance);
    }

    pub(crate) fn remove(&mut self, id: &str) {
        if let Some(serial) = self.serials.remove(id) {
            self.instances.remove(&serial);
        }
    }
}

/// Scenarios are equal if they have the same regions, instances and forbidden operations in the
/// same order.
impl PartialEq for Scenario {
    fn eq(&self, other: &Self) -> bool {
        self.region_ids == other.region_ids
            && self.instances().eq(other.instances())
            && self.forbidden == other.forbidden
    }
}

impl Eq for Scenario {}

/// Eight regions. `cn-qingdao` contains an instance for each documented outcome, and `cn-hangzhou`
/// contains several pages of instances.
impl Default for Scenario {
    fn default() -> Self {
        let regions = [
            Self::REGION_ID,
            "cn-beijing",
            "cn-hangzhou",
            "cn-shanghai",
            "cn-shenzhen",
            "ap-southeast-1",
            "eu-central-1",
            "us-east-1",
        ];
        let instance = |id, name| Instance::new(Self::REGION_ID, id).with_name(name);
        let outcomes = [
            instance(Self::RUNNING_INSTANCE_ID, "web")
                .with_private_ip_address("172.17.0.1")
                .with_public_ip_address("192.0.2.1")
                .with_tag("environment", "production"),
            instance(Self::WINDOWS_INSTANCE_ID, "办公室")
                .with_os_type(OsType::Windows)
                .with_private_ip_address("172.17.0.2")
                .with_tag("environment", "office"),
            instance(Self::REFERENCE_INSTANCE_ID, "reference"),
            instance(Self::STOPPED_INSTANCE_ID, "archive").with_status(InstanceStatus::Stopped),
            instance(Self::CREATING_INSTANCE_ID, "new").with_status(InstanceStatus::Pending),
        ];
        let paged = (1..=25).map(|number| {
            let id = format!("i-emulator-page-{number:02}");
            let instance = Instance::new(Self::PAGED_REGION_ID, id);
            instance
                .with_name(format!("page-{number:02}"))
                .with_status(match number % 5 {
                    0 => InstanceStatus::Stopped,
                    _ => InstanceStatus::Running,
                })
        });
        let world = regions.into_iter().fold(Self::empty(), Self::with_region);
        outcomes
            .into_iter()
            .chain(paged)
            .fold(world, Self::with_instance)
    }
}
