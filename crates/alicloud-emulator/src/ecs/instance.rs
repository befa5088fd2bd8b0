//! The instances of a scenario.

use std::time::Duration;

/// An instance of a [`Scenario`](crate::Scenario).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Instance {
    /// The id of the region that contains the instance.
    pub region_id: String,
    /// The instance id, which is unique across all regions.
    pub id: String,
    /// The status of the instance.
    pub status: InstanceStatus,
    /// The status that follows [`status`](Self::status) when [`ready_after`](Self::ready_after) has
    /// passed. `None` if the status stays.
    ///
    /// The time starts at the call that changes the status. In a new scenario, the time starts at
    /// the first valid call, or when the scenario is read.
    pub next_status: Option<InstanceStatus>,
    /// The time that a change of the status takes: after `StartInstance`, the instance is
    /// `Starting` for this time, and then `Running`. The default is one second.
    pub ready_after: Duration,
    /// The type of the instance's operating system.
    pub os_type: OsType,
    /// The instance type, such as `ecs.g5.large`.
    pub instance_type: String,
    /// The id of the zone that contains the instance.
    pub zone_id: String,
    /// The name of the instance.
    pub name: String,
    /// The id of the virtual switch, which the instance is connected to.
    pub v_switch_id: String,
    /// The ids of the security groups that contain the instance.
    pub security_group_ids: Vec<String>,
    /// The IP address of the instance in its private network.
    pub private_ip_address: Option<String>,
    /// The public IP address of the instance.
    pub public_ip_address: Option<String>,
    /// The keys and values of the instance's tags. The keys of an instance are distinct.
    pub tags: Vec<(String, String)>,
    /// Whether `DescribeInstances` lists the instance. The real service leaves out instances that
    /// the caller has no permission to see.
    pub listed: bool,
}

impl Instance {
    pub(crate) const DEFAULT_READY_AFTER: Duration = Duration::from_secs(1);

    /// Creates a running Linux instance with `id` as its name. The instance has the type
    /// `ecs.g5.large`, is in the zone b of the region, and has no IP addresses and no tags. Its
    /// virtual switch is `vsw-emulator`, and its security group is `sg-emulator`.
    #[must_use]
    pub fn new(region_id: impl Into<String>, id: impl Into<String>) -> Self {
        let (region_id, id) = (region_id.into(), id.into());
        Self {
            zone_id: format!("{region_id}-b"),
            instance_type: "ecs.g5.large".to_owned(),
            ready_after: Self::DEFAULT_READY_AFTER,
            region_id,
            name: id.clone(),
            id,
            status: InstanceStatus::Running,
            next_status: None,
            os_type: OsType::Linux,
            v_switch_id: "vsw-emulator".to_owned(),
            security_group_ids: vec!["sg-emulator".to_owned()],
            private_ip_address: None,
            public_ip_address: None,
            tags: Vec::new(),
            listed: true,
        }
    }

    /// Sets the status of the instance.
    #[must_use]
    pub fn with_status(mut self, status: InstanceStatus) -> Self {
        self.status = status;
        self
    }

    /// Sets the status that the instance gets when [`ready_after`](Self::ready_after) has passed.
    ///
    /// ```
    /// use alicloud_emulator::{Instance, InstanceStatus};
    ///
    /// let starting = Instance::new("cn-hangzhou", "i-starting")
    ///     .with_status(InstanceStatus::Starting)
    ///     .with_next_status(InstanceStatus::Running);
    /// assert_eq!(starting.next_status, Some(InstanceStatus::Running));
    /// ```
    #[must_use]
    pub fn with_next_status(mut self, status: InstanceStatus) -> Self {
        self.next_status = Some(status);
        self
    }

    /// Sets the time that a change of the status takes.
    #[must_use]
    pub fn with_ready_after(mut self, duration: Duration) -> Self {
        self.ready_after = duration;
        self
    }

    /// Sets the instance type, such as `ecs.c7.large`.
    #[must_use]
    pub fn with_instance_type(mut self, instance_type: impl Into<String>) -> Self {
        self.instance_type = instance_type.into();
        self
    }

    /// Sets the id of the zone that contains the instance.
    #[must_use]
    pub fn with_zone_id(mut self, zone_id: impl Into<String>) -> Self {
        self.zone_id = zone_id.into();
        self
    }

    /// Sets the type of the instance's operating system.
    #[must_use]
    pub fn with_os_type(mut self, os_type: OsType) -> Self {
        self.os_type = os_type;
        self
    }

    /// Sets the name of the instance.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the id of the virtual switch.
    #[must_use]
    pub fn with_v_switch_id(mut self, v_switch_id: impl Into<String>) -> Self {
        self.v_switch_id = v_switch_id.into();
        self
    }

    /// Replaces the ids of the security groups.
    #[must_use]
    pub fn with_security_group_ids<I>(mut self, ids: I) -> Self
    where
        I: IntoIterator<Item: Into<String>>,
    {
        self.security_group_ids = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the IP address of the instance in its private network.
    #[must_use]
    pub fn with_private_ip_address(mut self, address: impl Into<String>) -> Self {
        self.private_ip_address = Some(address.into());
        self
    }

    /// Sets the public IP address of the instance.
    #[must_use]
    pub fn with_public_ip_address(mut self, address: impl Into<String>) -> Self {
        self.public_ip_address = Some(address.into());
        self
    }

    /// Adds a tag to the instance. If the instance already has the key, the value is replaced.
    #[must_use]
    pub fn with_tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let (key, value) = (key.into(), value.into());
        match self.tags.iter_mut().find(|(other, _)| *other == key) {
            Some(tag) => tag.1 = value,
            None => self.tags.push((key, value)),
        }
        self
    }

    /// Completes the change of the status, if there is one.
    pub(crate) fn reach_next_status(&mut self) {
        if let Some(status) = self.next_status.take() {
            self.status = status;
        }
    }

    /// Hides the instance from `DescribeInstances`.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.listed = false;
        self
    }
}

/// The status of an instance. The variants have the vendor's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InstanceStatus {
    /// The instance is being created.
    Pending,
    /// The instance is starting.
    Starting,
    /// The instance is running. Only a running instance has a console.
    Running,
    /// The instance is stopping.
    Stopping,
    /// The instance is stopped.
    Stopped,
}

impl InstanceStatus {
    const ALL: [Self; 5] = [
        Self::Pending,
        Self::Starting,
        Self::Running,
        Self::Stopping,
        Self::Stopped,
    ];

    /// The vendor's name of the status, such as `Running`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Starting => "Starting",
            Self::Running => "Running",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// The type of an operating system, which `DescribeInstances` returns as `OSType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OsType {
    /// Linux.
    Linux,
    /// Windows.
    Windows,
}

impl OsType {
    /// The vendor's name of the type: `linux` or `windows`.
    ///
    /// ```
    /// assert_eq!(alicloud_emulator::OsType::Linux.as_str(), "linux");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Linux, Self::Windows]
            .into_iter()
            .find(|os_type| os_type.as_str() == name)
    }
}
