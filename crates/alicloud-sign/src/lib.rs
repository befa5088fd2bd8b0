//! Credentials and request signatures of Alibaba Cloud's RPC APIs
