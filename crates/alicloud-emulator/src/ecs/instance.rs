//! The instances of a scenario.

/// An instance of a [`Scenario`](crate::Scenario).
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
    /// The name its owner gave it.
    pub name: String,
    /// Its address in its private network.
    pub private_ip_address: Option<String>,
    /// Its address on the internet.
    pub public_ip_address: Option<String>,
    /// The keys and values of its tags.
    pub tags: Vec<(String, String)>,
    /// Whether `DescribeInstances` lists it. The vendor's leaves out what the caller may not see.
    pub listed: bool,
}

impl Instance {
    /// A Linux instance that runs; named like its id, without addresses and tags.
    #[must_use]
    pub fn new(region_id: impl Into<String>, id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            region_id: region_id.into(),
            name: id.clone(),
            id,
            status: InstanceStatus::Running,
            os_type: OsType::Linux,
            private_ip_address: None,
            public_ip_address: None,
            tags: Vec::new(),
            listed: true,
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

    /// Sets its name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets its address in its private network.
    #[must_use]
    pub fn with_private_ip_address(mut self, address: impl Into<String>) -> Self {
        self.private_ip_address = Some(address.into());
        self
    }

    /// Sets its address on the internet.
    #[must_use]
    pub fn with_public_ip_address(mut self, address: impl Into<String>) -> Self {
        self.public_ip_address = Some(address.into());
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn with_tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// Keeps it out of what `DescribeInstances` lists.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.listed = false;
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

impl InstanceStatus {
    const ALL: [Self; 5] = [
        Self::Pending,
        Self::Starting,
        Self::Running,
        Self::Stopping,
        Self::Stopped,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Starting => "Starting",
            Self::Running => "Running",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
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
