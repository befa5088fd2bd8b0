//! The world that is played, as a test or a user sets it up.

/// The world the emulator plays: regions and the instances in them.
///
/// ```
/// use alicloud_emulator::{Instance, InstanceStatus, Scenario};
///
/// let scenario = Scenario::default().with_instance(
///     Instance::new("cn-hangzhou", "i-starting").with_status(InstanceStatus::Starting),
/// );
/// assert_eq!(scenario.instances().len(), 6);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    region_ids: Vec<String>,
    instances: Vec<Instance>,
}

impl Scenario {
    /// The region of all instances of the default scenario.
    pub const REGION_ID: &str = "cn-qingdao";
    /// A Linux instance that runs: its `VncUrl` can be had.
    pub const RUNNING_INSTANCE_ID: &str = "i-emulator-running";
    /// A Windows instance that runs: its `VncUrl` can be had.
    pub const WINDOWS_INSTANCE_ID: &str = "i-emulator-windows";
    /// The running instance of the example in the vendor's reference.
    pub const REFERENCE_INSTANCE_ID: &str = "AY121018033933eaxxxxxxx";
    /// An instance that is stopped: `IncorrectInstanceStatus`.
    pub const STOPPED_INSTANCE_ID: &str = "i-emulator-stopped";
    /// An instance that is being created: `InstanceNotReady`.
    pub const CREATING_INSTANCE_ID: &str = "i-emulator-creating";

    /// A world without regions and instances.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            region_ids: Vec::new(),
            instances: Vec::new(),
        }
    }

    /// Adds a region, if it is not there yet.
    #[must_use]
    pub fn with_region(mut self, region_id: impl Into<String>) -> Self {
        let region_id = region_id.into();
        if !self.has_region(&region_id) {
            self.region_ids.push(region_id);
        }
        self
    }

    /// Adds an instance, and its region if that is new. It takes the place of one with the same id.
    #[must_use]
    pub fn with_instance(mut self, instance: Instance) -> Self {
        self.instances.retain(|other| other.id != instance.id);
        self = self.with_region(&instance.region_id);
        self.instances.push(instance);
        self
    }

    /// The ids of the regions, in the order they were added.
    #[must_use]
    pub fn region_ids(&self) -> &[String] {
        &self.region_ids
    }

    /// The instances of all regions, in the order they were added.
    #[must_use]
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    pub(crate) fn has_region(&self, region_id: &str) -> bool {
        self.region_ids.iter().any(|id| id == region_id)
    }

    pub(crate) fn instance(&self, region_id: &str, id: &str) -> Option<&Instance> {
        self.instances
            .iter()
            .find(|instance| instance.region_id == region_id && instance.id == id)
    }
}

/// A handful of regions, and in `cn-qingdao` one instance for each documented outcome.
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
        let instance = |id| Instance::new(Self::REGION_ID, id);
        regions
            .into_iter()
            .fold(Self::empty(), Self::with_region)
            .with_instance(instance(Self::RUNNING_INSTANCE_ID))
            .with_instance(instance(Self::WINDOWS_INSTANCE_ID).with_os_type(OsType::Windows))
            .with_instance(instance(Self::REFERENCE_INSTANCE_ID))
            .with_instance(instance(Self::STOPPED_INSTANCE_ID).with_status(InstanceStatus::Stopped))
            .with_instance(
                instance(Self::CREATING_INSTANCE_ID).with_status(InstanceStatus::Pending),
            )
    }
}

/// An instance of a [`Scenario`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Instance {
    /// The region it is in.
    pub region_id: String,
    /// Its id, unique among all regions.
    pub id: String,
    /// Where it is in its life.
    pub status: InstanceStatus,
    /// The kind of its operating system.
    pub os_type: OsType,
}

impl Instance {
    /// A Linux instance that runs.
    #[must_use]
    pub fn new(region_id: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            region_id: region_id.into(),
            id: id.into(),
            status: InstanceStatus::Running,
            os_type: OsType::Linux,
        }
    }

    /// Sets where it is in its life.
    #[must_use]
    pub fn with_status(mut self, status: InstanceStatus) -> Self {
        self.status = status;
        self
    }

    /// Sets the kind of its operating system.
    #[must_use]
    pub fn with_os_type(mut self, os_type: OsType) -> Self {
        self.os_type = os_type;
        self
    }
}

/// The states of an instance, as the vendor names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InstanceStatus {
    /// Being created.
    Pending,
    /// Starting up.
    Starting,
    /// Up: the only state in which there is a console.
    Running,
    /// Shutting down.
    Stopping,
    /// Shut down.
    Stopped,
}

/// The kinds of operating system, as the vendor names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OsType {
    /// Linux.
    Linux,
    /// Windows.
    Windows,
}
