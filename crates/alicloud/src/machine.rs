//! State machines without I/O: for those who drive calls by hand, or make requests on behalf of
//! calls, as for credentials.

mod clock;
mod task;
mod work;

use std::time::Duration;

use http::HeaderValue;

pub use self::{clock::Clock, task::Task, work::Work};
use crate::{
    error::TransportError,
    request::{Request, Response},
};

/// A computation that needs I/O and performs none: [`step`](Self::step) returns the next I/O operation,
/// and [`receive`](Self::receive) takes the outcome of a request.
///
/// A call in flight is a machine ([`Exchange`](crate::Exchange)), and so is the fetching of
/// credentials. [`drive`](crate::transport::drive) and [`blocking::drive`](crate::blocking::drive) take a
/// machine to its end over a transport.
pub trait Machine {
    /// The result of [`Step::Done`].
    type Output;

    /// What to do next.
    fn step(&mut self) -> Step<Self::Output>;

    /// Takes the outcome of the request of the latest [`Step::Send`].
    fn receive(&mut self, outcome: Result<Response, TransportError>);
}

impl<M: Machine + ?Sized> Machine for &mut M {
    type Output = M::Output;

    fn step(&mut self) -> Step<M::Output> {
        (**self).step()
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        (**self).receive(outcome);
    }
}

impl<M: Machine + ?Sized> Machine for Box<M> {
    type Output = M::Output;

    fn step(&mut self) -> Step<M::Output> {
        (**self).step()
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        (**self).receive(outcome);
    }
}

/// What the driver of a [`Machine`] does next.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "taken apart at once; a box would be an allocation"
)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a driver has to know every step there is"
)]
pub enum Step<T> {
    /// Send this request, and give its outcome to [`Machine::receive`].
    Send(Request),
    /// Wait this long, then ask for the next step.
    Wait(Duration),
    /// Run this work, which may block, then ask for the next step.
    Run(Work),
    /// Start this task, then ask for the next step without waiting for the task.
    Spawn(Task),
    /// The machine has ended.
    Done(T),
}

impl<T> Step<T> {
    /// The same step, which takes no longer than `remaining`; `None` is no limit.
    #[must_use]
    pub fn within(self, remaining: Option<Duration>) -> Self {
        let Some(remaining) = remaining else {
            return self;
        };
        match self {
            Self::Send(request) => Self::Send(request.with_remaining(remaining)),
            Self::Wait(pause) => Self::Wait(pause.min(remaining)),
            Self::Run(work) => Self::Run(work.within(remaining)),
            other => other,
        }
    }

    /// The same step, whose requests say `text` of the application unless they say something already.
    pub(crate) fn or_user_agent(self, text: Option<&HeaderValue>) -> Self {
        match self {
            Self::Send(request) => Self::Send(request.or_user_agent(text)),
            Self::Spawn(task) => Self::Spawn(task.or_user_agent(text)),
            other => other,
        }
    }

    /// The same step of a machine with another output, such as one that has this machine inside.
    ///
    /// # Errors
    ///
    /// The output, if the machine has ended.
    pub fn pending<U>(self) -> Result<Step<U>, T> {
        match self {
            Self::Send(request) => Ok(Step::Send(request)),
            Self::Wait(pause) => Ok(Step::Wait(pause)),
            Self::Run(work) => Ok(Step::Run(work)),
            Self::Spawn(task) => Ok(Step::Spawn(task)),
            Self::Done(output) => Err(output),
        }
    }
}

/// A machine on its way to its end, with the tasks that its transport doesn't take.
pub(crate) struct Drive<M> {
    machine: M,
    /// Each was started by the one before it; the first by the machine.
    tasks: Vec<Box<dyn Machine<Output = ()> + Send>>,
}

impl<M: Machine> Drive<M> {
    pub(crate) fn new(machine: M) -> Self {
        Self {
            machine,
            tasks: Vec::new(),
        }
    }

    /// Does `task` before anything else, since the transport doesn't take it.
    pub(crate) fn take_back(&mut self, task: Task) {
        self.tasks.push(Box::new(task.inline()));
    }
}

impl<M: Machine> Machine for Drive<M> {
    type Output = M::Output;

    fn step(&mut self) -> Step<M::Output> {
        while let Some(task) = self.tasks.last_mut() {
            match task.step().pending() {
                Ok(step) => return step,
                Err(()) => drop(self.tasks.pop()),
            }
        }
        self.machine.step()
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        match self.tasks.last_mut() {
            Some(task) => task.receive(outcome),
            None => self.machine.receive(outcome),
        }
    }
}
