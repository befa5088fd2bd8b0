//! Typed operations of Alibaba Cloud Elastic Compute Service (ECS), generated from its specification
