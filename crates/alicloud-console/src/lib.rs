//! The management terminal of an ECS instance: from DescribeInstanceVncUrl to a console URL
