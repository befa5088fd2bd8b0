//! Waiters for ECS resources. A client's method `wait` runs a waiter.
//!
//! Each waiter polls every 5 s, for at most 10 minutes.
//! [`interval`](alicloud::waiter::Waiter::interval) and [`limit`](alicloud::waiter::Waiter::limit)
//! change these values.
//!
//! A resource that is missing from the reply counts as pending. A wait can therefore begin right
//! after the call that creates the resource. A wait for an id that doesn't exist ends only at the
//! limit.
//!
//! ```
//! use std::time::Duration;
//! use alicloud::{blocking::{Client, Transport}, waiter::WaitError};
//! use alicloud_ecs::{StartInstance, waiters::instance_running};
//!
//! fn start(client: &Client<impl Transport>) -> Result<(), Box<dyn std::error::Error>> {
//!     client.send(&StartInstance::new("i-bp1"))?;
//!     let running = instance_running("cn-hangzhou", "i-bp1").limit(Duration::from_secs(120));
//!     client.wait(&running)?;
//!     Ok(())
//! }
//! ```

#[cfg(any(
    feature = "instances",
    feature = "disks",
    feature = "images",
    feature = "cloud-assistant"
))]
use alicloud::waiter::{Progress, Waiter};

#[cfg(feature = "disks")]
use crate::{DescribeDisks, describe_disks};
#[cfg(feature = "images")]
use crate::{DescribeImages, describe_images};
#[cfg(feature = "instances")]
use crate::{DescribeInstanceStatus, describe_instance_status};
#[cfg(feature = "cloud-assistant")]
use crate::{DescribeInvocations, describe_invocations};

/// Waits until the instance is `Running`.
///
/// Every other state counts as pending, because a restart passes through `Stopping`.
#[cfg(feature = "instances")]
#[must_use]
pub fn instance_running(
    region_id: impl Into<String>,
    instance_id: impl Into<String>,
) -> Waiter<
    DescribeInstanceStatus,
    impl Fn(describe_instance_status::Response) -> Progress<describe_instance_status::InstanceStatus>,
> {
    instance(region_id.into(), instance_id.into(), "Running")
}

/// Waits until the instance is `Stopped`.
#[cfg(feature = "instances")]
#[must_use]
pub fn instance_stopped(
    region_id: impl Into<String>,
    instance_id: impl Into<String>,
) -> Waiter<
    DescribeInstanceStatus,
    impl Fn(describe_instance_status::Response) -> Progress<describe_instance_status::InstanceStatus>,
> {
    instance(region_id.into(), instance_id.into(), "Stopped")
}

#[cfg(feature = "instances")]
fn instance(
    region_id: String,
    instance_id: String,
    wanted: &'static str,
) -> Waiter<
    DescribeInstanceStatus,
    impl Fn(describe_instance_status::Response) -> Progress<describe_instance_status::InstanceStatus>,
> {
    let status = DescribeInstanceStatus::new(region_id).instance_id([instance_id.clone()]);
    Waiter::new(status, move |reply| {
        let mut instances = reply.instance_statuses.into_iter();
        let instance = instances.find(|instance| instance.instance_id == instance_id);
        match instance {
            Some(instance) if instance.status.as_deref() == Some(wanted) => {
                Progress::Reached(instance)
            }
            _ => Progress::Pending,
        }
    })
}

/// Waits until the disk is `Available`, so that it can be attached.
#[cfg(feature = "disks")]
#[must_use]
pub fn disk_available(
    region_id: impl Into<String>,
    disk_id: impl Into<String>,
) -> Waiter<DescribeDisks, impl Fn(describe_disks::Response) -> Progress<describe_disks::Disk>> {
    let disk_id: String = disk_id.into();
    let disks = DescribeDisks::new(region_id).disk_ids([disk_id.clone()]);
    Waiter::new(disks, move |reply| {
        let mut disks = reply.disks.into_iter();
        match disks.find(|disk| disk.disk_id == disk_id) {
            Some(disk) if disk.status.as_deref() == Some("Available") => Progress::Reached(disk),
            _ => Progress::Pending,
        }
    })
}

/// Waits until the image is `Available`. If the image could not be created (`CreateFailed`), the
/// wait ends with [`WaitError::Failed`](alicloud::waiter::WaitError::Failed). Every other state
/// counts as pending.
#[cfg(feature = "images")]
#[must_use]
pub fn image_available(
    region_id: impl Into<String>,
    image_id: impl Into<String>,
) -> Waiter<DescribeImages, impl Fn(describe_images::Response) -> Progress<describe_images::Image>>
{
    let image_id: String = image_id.into();
    // By default, the API lists only available images.
    let images = DescribeImages::new(region_id)
        .image_id(image_id.clone())
        .status("Creating,Waiting,Available,UnAvailable,CreateFailed");
    Waiter::new(images, move |reply| {
        let mut images = reply.images.into_iter();
        let image = images.find(|image| image.image_id == image_id);
        match image.as_ref().map(|image| image.status.as_deref()) {
            Some(Some("CreateFailed")) => {
                Progress::Failed(format!("the image {image_id} could not be created"))
            }
            Some(Some("Available")) => image.map_or(Progress::Pending, Progress::Reached),
            _ => Progress::Pending,
        }
    })
}

/// Waits until a command has finished on all of its instances. The result contains the command's
/// output on each instance as plain text.
///
/// If the command failed on an instance or was stopped, the wait ends with
/// [`WaitError::Failed`](alicloud::waiter::WaitError::Failed). The reason lists the failed
/// instances and their statuses. A scheduled command counts as finished after its last run.
#[cfg(feature = "cloud-assistant")]
#[must_use]
pub fn invocation_finished(
    region_id: impl Into<String>,
    invoke_id: impl Into<String>,
) -> Waiter<
    DescribeInvocations,
    impl Fn(describe_invocations::Response) -> Progress<describe_invocations::Invocation>,
> {
    let invoke_id: String = invoke_id.into();
    let invocations = DescribeInvocations::new(region_id)
        .invoke_id(invoke_id.clone())
        .include_output(true)
        .content_encoding("PlainText");
    Waiter::new(invocations, move |reply| {
        let mut invocations = reply.invocations.into_iter();
        let invocation = invocations.find(|invocation| invocation.invoke_id == invoke_id);
        let Some(invocation) = invocation else {
            return Progress::Pending;
        };
        match invocation.invocation_status.as_deref() {
            Some("Success" | "Finished") => Progress::Reached(invocation),
            None | Some("Pending" | "Scheduled" | "Running" | "Stopping") => Progress::Pending,
            Some(status) => Progress::Failed(failure(&invocation, status)),
        }
    })
}

/// Describes a command that did not succeed: its overall status, and the status on each instance
/// where it failed.
#[cfg(feature = "cloud-assistant")]
fn failure(invocation: &describe_invocations::Invocation, status: &str) -> String {
    let mut text = format!("the command ended with status {status}");
    let mut separator = ": ";
    for instance in &invocation.invoke_instances {
        let status = instance.invocation_status.as_deref().unwrap_or_default();
        if status == "Success" {
            continue;
        }
        text.push_str(&format!("{separator}{} {status}", instance.instance_id));
        if let Some(code) = instance.exit_code.filter(|code| *code != 0) {
            text.push_str(&format!(" with exit code {code}"));
        }
        if let Some(code) = instance
            .error_code
            .as_deref()
            .filter(|code| !code.is_empty())
        {
            text.push_str(&format!(" ({code})"));
        }
        separator = ", ";
    }
    text
}
