//! A local endpoint that checks signatures and plays scripted ECS instances
