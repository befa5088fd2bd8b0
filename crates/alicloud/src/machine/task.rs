//! Background tasks, which can outlive the call that starts them.

use std::{fmt, time::Duration};

use http::HeaderValue;

use super::{Clock, Machine, Step};
use crate::{error::TransportError, request::Response, trace::Subscriber};

/// A background task that a call starts, such as renewing shared credentials. The task can outlive
/// the call.
///
/// A transport that can run background tasks runs the [`detached`](Self::detached) machine. With
/// any other transport, the call runs the [`inline`](Self::inline) machine before it continues.
pub struct Task {
    machine: Box<dyn Machine<Output = ()> + Send>,
    call: Clock,
    subscriber: Subscriber,
}

impl Task {
    /// Creates a task that runs `machine`, which must limit its own duration. `call` is the clock
    /// of the call that starts the task. The task's `tracing` events go to the call's subscriber.
    pub fn new(machine: impl Machine<Output = ()> + Send + 'static, call: Clock) -> Self {
        Self {
            machine: Box::new(machine),
            call,
            subscriber: Subscriber::current(),
        }
    }

    /// Sets the application's part of the `User-Agent` header in the task's requests, unless it is
    /// already set.
    pub(crate) fn or_user_agent(mut self, text: Option<&HeaderValue>) -> Self {
        if let Some(text) = text {
            self.machine = Box::new(Named {
                machine: self.machine,
                user_agent: text.clone(),
            });
        }
        self
    }

    /// Returns the machine of the task for a separate driver. The machine can outlive the call.
    #[must_use]
    pub fn detached(self) -> impl Machine<Output = ()> + Send + 'static {
        Detached {
            machine: self.machine,
            subscriber: self.subscriber,
        }
    }

    /// Returns the machine of the task for the call's own driver. At the call's deadline the
    /// machine ends, even if the task is unfinished.
    #[must_use]
    pub fn inline(self) -> impl Machine<Output = ()> + Send + 'static {
        Inline {
            machine: Some(self.machine),
            call: self.call,
        }
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// A machine whose requests contain the application's part of the `User-Agent` header.
struct Named {
    machine: Box<dyn Machine<Output = ()> + Send>,
    user_agent: HeaderValue,
}

impl Machine for Named {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        self.machine.step().or_user_agent(Some(&self.user_agent))
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        self.machine.receive(outcome);
    }
}

struct Detached {
    machine: Box<dyn Machine<Output = ()> + Send>,
    subscriber: Subscriber,
}

impl Machine for Detached {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        self.subscriber.with(|| self.machine.step())
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        self.subscriber.with(|| self.machine.receive(outcome));
    }
}

struct Inline {
    /// The machine of the task, or `None` after the call's deadline.
    machine: Option<Box<dyn Machine<Output = ()> + Send>>,
    call: Clock,
}

impl Machine for Inline {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        let remaining = self.call.remaining();
        if remaining == Some(Duration::ZERO) {
            self.machine = None;
        }
        match &mut self.machine {
            Some(machine) => machine.step().within(remaining),
            None => Step::Done(()),
        }
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        if let Some(machine) = &mut self.machine {
            machine.receive(outcome);
        }
    }
}
