#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod waiters;

// Written by `cargo xtask codegen`:
// Generated functions are `#[inline]`, so that rustc emits code only for functions that are called.
#[rustfmt::skip]
#[allow(
    clippy::enum_variant_names,
    clippy::exhaustive_structs,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    deprecated,
    reason = "names follow the API, callers write structs of required fields as literals, and the \
              modules contain deprecated operations"
)]
mod generated {
    #[cfg(feature = "instances")]
    pub mod run_instances;
    #[cfg(feature = "instances")]
    pub mod create_instance;
    #[cfg(feature = "instances")]
    pub mod start_instance;
    #[cfg(feature = "instances")]
    pub mod start_instances;
    #[cfg(feature = "instances")]
    pub mod stop_instance;
    #[cfg(feature = "instances")]
    pub mod stop_instances;
    #[cfg(feature = "instances")]
    pub mod reboot_instance;
    #[cfg(feature = "instances")]
    pub mod reboot_instances;
    #[cfg(feature = "instances")]
    pub mod attach_instance_ram_role;
    #[cfg(feature = "instances")]
    pub mod describe_instance_ram_role;
    #[cfg(feature = "instances")]
    pub mod detach_instance_ram_role;
    #[cfg(feature = "instances")]
    pub mod describe_instance_status;
    #[cfg(feature = "instances")]
    pub mod describe_instances;
    #[cfg(feature = "instances")]
    pub mod describe_instance_vnc_url;
    #[cfg(feature = "instances")]
    pub mod modify_instance_vnc_passwd;
    #[cfg(feature = "instances")]
    pub mod describe_user_data;
    #[cfg(feature = "instances")]
    pub mod describe_instance_auto_renew_attribute;
    #[cfg(feature = "instances")]
    pub mod modify_instance_auto_renew_attribute;
    #[cfg(feature = "instances")]
    pub mod renew_instance;
    #[cfg(feature = "instances")]
    pub mod describe_spot_price_history;
    #[cfg(feature = "instances")]
    pub mod describe_spot_advice;
    #[cfg(feature = "instances")]
    pub mod describe_instance_type_families;
    #[cfg(feature = "instances")]
    pub mod describe_instance_types;
    #[cfg(feature = "instances")]
    pub mod describe_instance_attribute;
    #[cfg(feature = "instances")]
    pub mod modify_instance_attribute;
    #[cfg(feature = "instances")]
    pub mod modify_instance_metadata_options;
    #[cfg(feature = "instances")]
    pub mod modify_instance_auto_release_time;
    #[cfg(feature = "instances")]
    pub mod modify_instance_charge_type;
    #[cfg(feature = "instances")]
    pub mod modify_instance_spec;
    #[cfg(feature = "instances")]
    pub mod modify_prepay_instance_spec;
    #[cfg(feature = "instances")]
    pub mod re_activate_instances;
    #[cfg(feature = "instances")]
    pub mod describe_instance_topology;
    #[cfg(feature = "instances")]
    pub mod delete_instance;
    #[cfg(feature = "instances")]
    pub mod delete_instances;
    #[cfg(feature = "dedicated-hosts")]
    pub mod allocate_dedicated_hosts;
    #[cfg(feature = "dedicated-hosts")]
    pub mod describe_dedicated_hosts;
    #[cfg(feature = "dedicated-hosts")]
    pub mod describe_dedicated_host_types;
    #[cfg(feature = "dedicated-hosts")]
    pub mod modify_dedicated_host_cluster_attribute;
    #[cfg(feature = "dedicated-hosts")]
    pub mod modify_dedicated_host_attribute;
    #[cfg(feature = "dedicated-hosts")]
    pub mod modify_dedicated_hosts_charge_type;
    #[cfg(feature = "dedicated-hosts")]
    pub mod describe_dedicated_host_auto_renew;
    #[cfg(feature = "dedicated-hosts")]
    pub mod modify_dedicated_host_auto_renew_attribute;
    #[cfg(feature = "dedicated-hosts")]
    pub mod renew_dedicated_hosts;
    #[cfg(feature = "dedicated-hosts")]
    pub mod modify_dedicated_host_auto_release_time;
    #[cfg(feature = "dedicated-hosts")]
    pub mod modify_instance_deployment;
    #[cfg(feature = "dedicated-hosts")]
    pub mod redeploy_dedicated_host;
    #[cfg(feature = "dedicated-hosts")]
    pub mod release_dedicated_host;
    #[cfg(feature = "dedicated-hosts")]
    pub mod create_dedicated_host_cluster;
    #[cfg(feature = "dedicated-hosts")]
    pub mod describe_dedicated_host_clusters;
    #[cfg(feature = "dedicated-hosts")]
    pub mod delete_dedicated_host_cluster;
    #[cfg(feature = "launch-templates")]
    pub mod create_launch_template;
    #[cfg(feature = "launch-templates")]
    pub mod describe_launch_templates;
    #[cfg(feature = "launch-templates")]
    pub mod delete_launch_template;
    #[cfg(feature = "launch-templates")]
    pub mod create_launch_template_version;
    #[cfg(feature = "launch-templates")]
    pub mod describe_launch_template_versions;
    #[cfg(feature = "launch-templates")]
    pub mod modify_launch_template_default_version;
    #[cfg(feature = "launch-templates")]
    pub mod delete_launch_template_version;
    #[cfg(feature = "diagnostics")]
    pub mod create_diagnostic_report;
    #[cfg(feature = "diagnostics")]
    pub mod describe_diagnostic_reports;
    #[cfg(feature = "diagnostics")]
    pub mod describe_diagnostic_report_attributes;
    #[cfg(feature = "diagnostics")]
    pub mod delete_diagnostic_reports;
    #[cfg(feature = "diagnostics")]
    pub mod create_diagnostic_metric_set;
    #[cfg(feature = "diagnostics")]
    pub mod describe_diagnostic_metric_sets;
    #[cfg(feature = "diagnostics")]
    pub mod describe_diagnostic_metrics;
    #[cfg(feature = "diagnostics")]
    pub mod modify_diagnostic_metric_set;
    #[cfg(feature = "diagnostics")]
    pub mod delete_diagnostic_metric_sets;
    #[cfg(feature = "capacity-reservations")]
    pub mod create_elasticity_assurance;
    #[cfg(feature = "capacity-reservations")]
    pub mod describe_elasticity_assurances;
    #[cfg(feature = "capacity-reservations")]
    pub mod describe_elasticity_assurance_instances;
    #[cfg(feature = "capacity-reservations")]
    pub mod modify_elasticity_assurance;
    #[cfg(feature = "capacity-reservations")]
    pub mod create_capacity_reservation;
    #[cfg(feature = "capacity-reservations")]
    pub mod describe_capacity_reservations;
    #[cfg(feature = "capacity-reservations")]
    pub mod describe_capacity_reservation_instances;
    #[cfg(feature = "capacity-reservations")]
    pub mod modify_capacity_reservation;
    #[cfg(feature = "capacity-reservations")]
    pub mod describe_instance_attachment_attributes;
    #[cfg(feature = "capacity-reservations")]
    pub mod modify_instance_attachment_attributes;
    #[cfg(feature = "capacity-reservations")]
    pub mod release_capacity_reservation;
    #[cfg(feature = "auto-provisioning")]
    pub mod create_auto_provisioning_group;
    #[cfg(feature = "auto-provisioning")]
    pub mod describe_auto_provisioning_groups;
    #[cfg(feature = "auto-provisioning")]
    pub mod describe_auto_provisioning_group_instances;
    #[cfg(feature = "auto-provisioning")]
    pub mod modify_auto_provisioning_group;
    #[cfg(feature = "auto-provisioning")]
    pub mod describe_auto_provisioning_group_history;
    #[cfg(feature = "auto-provisioning")]
    pub mod delete_auto_provisioning_group;
    #[cfg(feature = "disks")]
    pub mod create_disk;
    #[cfg(feature = "disks")]
    pub mod describe_disks;
    #[cfg(feature = "disks")]
    pub mod attach_disk;
    #[cfg(feature = "disks")]
    pub mod detach_disk;
    #[cfg(feature = "disks")]
    pub mod modify_disk_attribute;
    #[cfg(feature = "disks")]
    pub mod replace_system_disk;
    #[cfg(feature = "disks")]
    pub mod re_init_disk;
    #[cfg(feature = "disks")]
    pub mod resize_disk;
    #[cfg(feature = "disks")]
    pub mod reset_disk;
    #[cfg(feature = "disks")]
    pub mod reset_disks;
    #[cfg(feature = "disks")]
    pub mod modify_disk_charge_type;
    #[cfg(feature = "disks")]
    pub mod modify_disk_spec;
    #[cfg(feature = "disks")]
    pub mod delete_disk;
    #[cfg(feature = "reserved-instances")]
    pub mod purchase_reserved_instances_offering;
    #[cfg(feature = "reserved-instances")]
    pub mod describe_reserved_instances;
    #[cfg(feature = "reserved-instances")]
    pub mod modify_reserved_instances;
    #[cfg(feature = "reserved-instances")]
    pub mod modify_reserved_instance_attribute;
    #[cfg(feature = "reserved-instances")]
    pub mod renew_reserved_instances;
    #[cfg(feature = "reserved-instances")]
    pub mod describe_reserved_instance_auto_renew_attribute;
    #[cfg(feature = "reserved-instances")]
    pub mod modify_reserved_instance_auto_renew_attribute;
    #[cfg(feature = "storage-capacity-units")]
    pub mod purchase_storage_capacity_unit;
    #[cfg(feature = "storage-capacity-units")]
    pub mod describe_storage_capacity_units;
    #[cfg(feature = "storage-capacity-units")]
    pub mod modify_storage_capacity_unit_attribute;
    #[cfg(feature = "images")]
    pub mod create_image;
    #[cfg(feature = "images")]
    pub mod import_image;
    #[cfg(feature = "images")]
    pub mod export_image;
    #[cfg(feature = "images")]
    pub mod copy_image;
    #[cfg(feature = "images")]
    pub mod cancel_copy_image;
    #[cfg(feature = "images")]
    pub mod describe_images;
    #[cfg(feature = "images")]
    pub mod describe_image_share_permission;
    #[cfg(feature = "images")]
    pub mod modify_image_attribute;
    #[cfg(feature = "images")]
    pub mod modify_image_share_permission;
    #[cfg(feature = "images")]
    pub mod describe_image_support_instance_types;
    #[cfg(feature = "images")]
    pub mod describe_image_from_family;
    #[cfg(feature = "images")]
    pub mod modify_image_share_group_permission;
    #[cfg(feature = "images")]
    pub mod delete_image;
    #[cfg(feature = "image-pipelines")]
    pub mod create_image_component;
    #[cfg(feature = "image-pipelines")]
    pub mod create_image_pipeline;
    #[cfg(feature = "image-pipelines")]
    pub mod describe_image_components;
    #[cfg(feature = "image-pipelines")]
    pub mod describe_image_pipelines;
    #[cfg(feature = "image-pipelines")]
    pub mod start_image_pipeline_execution;
    #[cfg(feature = "image-pipelines")]
    pub mod describe_image_pipeline_executions;
    #[cfg(feature = "image-pipelines")]
    pub mod cancel_image_pipeline_execution;
    #[cfg(feature = "image-pipelines")]
    pub mod delete_image_component;
    #[cfg(feature = "image-pipelines")]
    pub mod delete_image_pipeline;
    #[cfg(feature = "snapshots")]
    pub mod create_snapshot;
    #[cfg(feature = "snapshots")]
    pub mod copy_snapshot;
    #[cfg(feature = "snapshots")]
    pub mod describe_snapshots;
    #[cfg(feature = "snapshots")]
    pub mod describe_snapshots_usage;
    #[cfg(feature = "snapshots")]
    pub mod describe_snapshot_package;
    #[cfg(feature = "snapshots")]
    pub mod describe_snapshot_links;
    #[cfg(feature = "snapshots")]
    pub mod modify_snapshot_attribute;
    #[cfg(feature = "snapshots")]
    pub mod delete_snapshot_group;
    #[cfg(feature = "snapshots")]
    pub mod delete_snapshot;
    #[cfg(feature = "snapshots")]
    pub mod create_auto_snapshot_policy;
    #[cfg(feature = "snapshots")]
    pub mod describe_auto_snapshot_policy_ex;
    #[cfg(feature = "snapshots")]
    pub mod modify_auto_snapshot_policy_ex;
    #[cfg(feature = "snapshots")]
    pub mod apply_auto_snapshot_policy;
    #[cfg(feature = "snapshots")]
    pub mod modify_auto_snapshot_policy;
    #[cfg(feature = "snapshots")]
    pub mod cancel_auto_snapshot_policy;
    #[cfg(feature = "snapshots")]
    pub mod delete_auto_snapshot_policy;
    #[cfg(feature = "snapshots")]
    pub mod create_snapshot_group;
    #[cfg(feature = "snapshots")]
    pub mod describe_snapshot_groups;
    #[cfg(feature = "snapshots")]
    pub mod modify_snapshot_group;
    #[cfg(feature = "prefix-lists")]
    pub mod create_prefix_list;
    #[cfg(feature = "prefix-lists")]
    pub mod describe_prefix_lists;
    #[cfg(feature = "prefix-lists")]
    pub mod describe_prefix_list_associations;
    #[cfg(feature = "prefix-lists")]
    pub mod describe_prefix_list_attributes;
    #[cfg(feature = "prefix-lists")]
    pub mod modify_prefix_list;
    #[cfg(feature = "prefix-lists")]
    pub mod delete_prefix_list;
    #[cfg(feature = "security-groups")]
    pub mod create_security_group;
    #[cfg(feature = "security-groups")]
    pub mod describe_security_groups;
    #[cfg(feature = "security-groups")]
    pub mod describe_security_group_attribute;
    #[cfg(feature = "security-groups")]
    pub mod modify_security_group_policy;
    #[cfg(feature = "security-groups")]
    pub mod modify_security_group_attribute;
    #[cfg(feature = "security-groups")]
    pub mod modify_security_group_rule;
    #[cfg(feature = "security-groups")]
    pub mod modify_security_group_egress_rule;
    #[cfg(feature = "security-groups")]
    pub mod authorize_security_group;
    #[cfg(feature = "security-groups")]
    pub mod authorize_security_group_egress;
    #[cfg(feature = "security-groups")]
    pub mod join_security_group;
    #[cfg(feature = "security-groups")]
    pub mod leave_security_group;
    #[cfg(feature = "security-groups")]
    pub mod describe_security_group_references;
    #[cfg(feature = "security-groups")]
    pub mod revoke_security_group;
    #[cfg(feature = "security-groups")]
    pub mod revoke_security_group_egress;
    #[cfg(feature = "security-groups")]
    pub mod delete_security_group;
    #[cfg(feature = "deployment-sets")]
    pub mod create_deployment_set;
    #[cfg(feature = "deployment-sets")]
    pub mod describe_deployment_set_supported_instance_type_family;
    #[cfg(feature = "deployment-sets")]
    pub mod describe_deployment_sets;
    #[cfg(feature = "deployment-sets")]
    pub mod modify_deployment_set_attribute;
    #[cfg(feature = "deployment-sets")]
    pub mod delete_deployment_set;
    #[cfg(feature = "key-pairs")]
    pub mod create_key_pair;
    #[cfg(feature = "key-pairs")]
    pub mod import_key_pair;
    #[cfg(feature = "key-pairs")]
    pub mod describe_key_pairs;
    #[cfg(feature = "key-pairs")]
    pub mod attach_key_pair;
    #[cfg(feature = "key-pairs")]
    pub mod detach_key_pair;
    #[cfg(feature = "key-pairs")]
    pub mod delete_key_pairs;
    #[cfg(feature = "network")]
    pub mod modify_instance_vpc_attribute;
    #[cfg(feature = "network")]
    pub mod allocate_public_ip_address;
    #[cfg(feature = "network")]
    pub mod convert_nat_public_ip_to_eip;
    #[cfg(feature = "network")]
    pub mod attach_classic_link_vpc;
    #[cfg(feature = "network")]
    pub mod detach_classic_link_vpc;
    #[cfg(feature = "network")]
    pub mod describe_bandwidth_limitation;
    #[cfg(feature = "network")]
    pub mod describe_classic_link_instances;
    #[cfg(feature = "network")]
    pub mod modify_instance_network_spec;
    #[cfg(feature = "network-interfaces")]
    pub mod create_network_interface;
    #[cfg(feature = "network-interfaces")]
    pub mod attach_network_interface;
    #[cfg(feature = "network-interfaces")]
    pub mod detach_network_interface;
    #[cfg(feature = "network-interfaces")]
    pub mod describe_network_interfaces;
    #[cfg(feature = "network-interfaces")]
    pub mod describe_network_interface_attribute;
    #[cfg(feature = "network-interfaces")]
    pub mod modify_network_interface_attribute;
    #[cfg(feature = "network-interfaces")]
    pub mod assign_private_ip_addresses;
    #[cfg(feature = "network-interfaces")]
    pub mod unassign_private_ip_addresses;
    #[cfg(feature = "network-interfaces")]
    pub mod assign_ipv6_addresses;
    #[cfg(feature = "network-interfaces")]
    pub mod unassign_ipv6_addresses;
    #[cfg(feature = "network-interfaces")]
    pub mod create_network_interface_permission;
    #[cfg(feature = "network-interfaces")]
    pub mod describe_network_interface_permissions;
    #[cfg(feature = "network-interfaces")]
    pub mod delete_network_interface;
    #[cfg(feature = "system-events")]
    pub mod describe_instances_full_status;
    #[cfg(feature = "system-events")]
    pub mod describe_disks_full_status;
    #[cfg(feature = "system-events")]
    pub mod describe_instance_history_events;
    #[cfg(feature = "system-events")]
    pub mod create_simulated_system_events;
    #[cfg(feature = "system-events")]
    pub mod cancel_simulated_system_events;
    #[cfg(feature = "system-events")]
    pub mod accept_inquired_system_event;
    #[cfg(feature = "monitoring")]
    pub mod get_instance_screenshot;
    #[cfg(feature = "monitoring")]
    pub mod get_instance_console_output;
    #[cfg(feature = "monitoring")]
    pub mod describe_disk_monitor_data;
    #[cfg(feature = "monitoring")]
    pub mod describe_instance_monitor_data;
    #[cfg(feature = "monitoring")]
    pub mod describe_eni_monitor_data;
    #[cfg(feature = "monitoring")]
    pub mod describe_snapshot_monitor_data;
    #[cfg(feature = "monitoring")]
    pub mod describe_instance_maintenance_attributes;
    #[cfg(feature = "monitoring")]
    pub mod modify_instance_maintenance_attributes;
    #[cfg(feature = "monitoring")]
    pub mod redeploy_instance;
    #[cfg(feature = "monitoring")]
    pub mod report_instances_status;
    #[cfg(feature = "cloud-assistant")]
    pub mod run_command;
    #[cfg(feature = "cloud-assistant")]
    pub mod create_command;
    #[cfg(feature = "cloud-assistant")]
    pub mod invoke_command;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_invocations;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_invocation_results;
    #[cfg(feature = "cloud-assistant")]
    pub mod modify_invocation_attribute;
    #[cfg(feature = "cloud-assistant")]
    pub mod stop_invocation;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_commands;
    #[cfg(feature = "cloud-assistant")]
    pub mod modify_command;
    #[cfg(feature = "cloud-assistant")]
    pub mod delete_command;
    #[cfg(feature = "cloud-assistant")]
    pub mod send_file;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_send_file_results;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_cloud_assistant_status;
    #[cfg(feature = "cloud-assistant")]
    pub mod install_cloud_assistant;
    #[cfg(feature = "cloud-assistant")]
    pub mod start_terminal_session;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_terminal_sessions;
    #[cfg(feature = "cloud-assistant")]
    pub mod modify_cloud_assistant_settings;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_cloud_assistant_settings;
    #[cfg(feature = "cloud-assistant")]
    pub mod create_activation;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_activations;
    #[cfg(feature = "cloud-assistant")]
    pub mod disable_activation;
    #[cfg(feature = "cloud-assistant")]
    pub mod delete_activation;
    #[cfg(feature = "cloud-assistant")]
    pub mod describe_managed_instances;
    #[cfg(feature = "cloud-assistant")]
    pub mod modify_managed_instance;
    #[cfg(feature = "cloud-assistant")]
    pub mod deregister_managed_instance;
    #[cfg(feature = "cloud-assistant")]
    pub mod list_plugin_status;
    #[cfg(feature = "hpc-clusters")]
    pub mod create_hpc_cluster;
    #[cfg(feature = "hpc-clusters")]
    pub mod describe_hpc_clusters;
    #[cfg(feature = "hpc-clusters")]
    pub mod modify_hpc_cluster_attribute;
    #[cfg(feature = "hpc-clusters")]
    pub mod delete_hpc_cluster;
    #[cfg(feature = "tags")]
    pub mod tag_resources;
    #[cfg(feature = "tags")]
    pub mod list_tag_resources;
    #[cfg(feature = "tags")]
    pub mod untag_resources;
    #[cfg(feature = "tags")]
    pub mod join_resource_group;
    #[cfg(feature = "tags")]
    pub mod add_tags;
    #[cfg(feature = "tags")]
    pub mod describe_resource_by_tags;
    #[cfg(feature = "tags")]
    pub mod describe_tags;
    #[cfg(feature = "tags")]
    pub mod remove_tags;
    #[cfg(feature = "regions")]
    pub mod describe_regions;
    #[cfg(feature = "regions")]
    pub mod describe_zones;
    #[cfg(feature = "regions")]
    pub mod describe_available_resource;
    #[cfg(feature = "regions")]
    pub mod describe_account_attributes;
    #[cfg(feature = "regions")]
    pub mod describe_resources_modification;
    #[cfg(feature = "regions")]
    pub mod describe_recommend_instance_type;
    #[cfg(feature = "pricing")]
    pub mod describe_price;
    #[cfg(feature = "pricing")]
    pub mod describe_renewal_price;
    #[cfg(feature = "pricing")]
    pub mod describe_instance_modification_price;
    #[cfg(feature = "storage-sets")]
    pub mod create_storage_set;
    #[cfg(feature = "storage-sets")]
    pub mod describe_storage_set_details;
    #[cfg(feature = "storage-sets")]
    pub mod describe_storage_sets;
    #[cfg(feature = "storage-sets")]
    pub mod modify_storage_set_attribute;
    #[cfg(feature = "storage-sets")]
    pub mod delete_storage_set;
    #[cfg(feature = "tasks")]
    pub mod describe_tasks;
    #[cfg(feature = "tasks")]
    pub mod describe_task_attribute;
    #[cfg(feature = "tasks")]
    pub mod cancel_task;
    #[cfg(feature = "deprecated")]
    pub mod describe_user_business_behavior;
    #[cfg(feature = "deprecated")]
    pub mod modify_user_business_behavior;
    #[cfg(feature = "deprecated")]
    pub mod describe_limitation;
    #[cfg(feature = "deprecated")]
    pub mod describe_clusters;
    #[cfg(feature = "deprecated")]
    pub mod describe_demands;
    #[cfg(feature = "deprecated")]
    pub mod create_demand;
    #[cfg(feature = "deprecated")]
    pub mod delete_demand;
    #[cfg(feature = "deprecated")]
    pub mod modify_demand;
    #[cfg(feature = "deprecated")]
    pub mod delete_network_interface_permission;
    #[cfg(feature = "deprecated")]
    pub mod delete_bandwidth_package;
    #[cfg(feature = "deprecated")]
    pub mod modify_bandwidth_package_spec;
    #[cfg(feature = "deprecated")]
    pub mod describe_bandwidth_packages;
    #[cfg(feature = "deprecated")]
    pub mod create_v_switch;
    #[cfg(feature = "deprecated")]
    pub mod delete_v_switch;
    #[cfg(feature = "deprecated")]
    pub mod modify_v_switch_attribute;
    #[cfg(feature = "deprecated")]
    pub mod describe_v_switches;
    #[cfg(feature = "deprecated")]
    pub mod create_physical_connection;
    #[cfg(feature = "deprecated")]
    pub mod delete_physical_connection;
    #[cfg(feature = "deprecated")]
    pub mod modify_physical_connection_attribute;
    #[cfg(feature = "deprecated")]
    pub mod enable_physical_connection;
    #[cfg(feature = "deprecated")]
    pub mod describe_physical_connections;
    #[cfg(feature = "deprecated")]
    pub mod cancel_physical_connection;
    #[cfg(feature = "deprecated")]
    pub mod terminate_physical_connection;
    #[cfg(feature = "deprecated")]
    pub mod create_vpc;
    #[cfg(feature = "deprecated")]
    pub mod delete_vpc;
    #[cfg(feature = "deprecated")]
    pub mod describe_vpcs;
    #[cfg(feature = "deprecated")]
    pub mod modify_vpc_attribute;
    #[cfg(feature = "deprecated")]
    pub mod remove_bandwidth_package_ips;
    #[cfg(feature = "deprecated")]
    pub mod create_ha_vip;
    #[cfg(feature = "deprecated")]
    pub mod delete_ha_vip;
    #[cfg(feature = "deprecated")]
    pub mod associate_ha_vip;
    #[cfg(feature = "deprecated")]
    pub mod modify_ha_vip_attribute;
    #[cfg(feature = "deprecated")]
    pub mod describe_ha_vips;
    #[cfg(feature = "deprecated")]
    pub mod unassociate_ha_vip;
    #[cfg(feature = "deprecated")]
    pub mod create_virtual_border_router;
    #[cfg(feature = "deprecated")]
    pub mod delete_virtual_border_router;
    #[cfg(feature = "deprecated")]
    pub mod modify_virtual_border_router_attribute;
    #[cfg(feature = "deprecated")]
    pub mod recover_virtual_border_router;
    #[cfg(feature = "deprecated")]
    pub mod terminate_virtual_border_router;
    #[cfg(feature = "deprecated")]
    pub mod describe_virtual_border_routers;
    #[cfg(feature = "deprecated")]
    pub mod describe_virtual_border_routers_for_physical_connection;
    #[cfg(feature = "deprecated")]
    pub mod create_router_interface;
    #[cfg(feature = "deprecated")]
    pub mod delete_router_interface;
    #[cfg(feature = "deprecated")]
    pub mod activate_router_interface;
    #[cfg(feature = "deprecated")]
    pub mod deactivate_router_interface;
    #[cfg(feature = "deprecated")]
    pub mod modify_router_interface_attribute;
    #[cfg(feature = "deprecated")]
    pub mod modify_router_interface_spec;
    #[cfg(feature = "deprecated")]
    pub mod modify_v_router_attribute;
    #[cfg(feature = "deprecated")]
    pub mod describe_router_interfaces;
    #[cfg(feature = "deprecated")]
    pub mod eip_notify_paid;
    #[cfg(feature = "deprecated")]
    pub mod eip_fill_product;
    #[cfg(feature = "deprecated")]
    pub mod eip_fill_params;
    #[cfg(feature = "deprecated")]
    pub mod unassociate_eip_address;
    #[cfg(feature = "deprecated")]
    pub mod allocate_eip_address;
    #[cfg(feature = "deprecated")]
    pub mod modify_eip_address_attribute;
    #[cfg(feature = "deprecated")]
    pub mod release_eip_address;
    #[cfg(feature = "deprecated")]
    pub mod associate_eip_address;
    #[cfg(feature = "deprecated")]
    pub mod describe_eip_addresses;
    #[cfg(feature = "deprecated")]
    pub mod describe_eip_monitor_data;
    #[cfg(feature = "deprecated")]
    pub mod create_nat_gateway;
    #[cfg(feature = "deprecated")]
    pub mod delete_nat_gateway;
    #[cfg(feature = "deprecated")]
    pub mod describe_nat_gateways;
    #[cfg(feature = "deprecated")]
    pub mod describe_new_project_eip_monitor_data;
    #[cfg(feature = "deprecated")]
    pub mod delete_route_entry;
    #[cfg(feature = "deprecated")]
    pub mod delete_forward_entry;
    #[cfg(feature = "deprecated")]
    pub mod create_forward_entry;
    #[cfg(feature = "deprecated")]
    pub mod add_bandwidth_package_ips;
    #[cfg(feature = "deprecated")]
    pub mod describe_v_routers;
    #[cfg(feature = "deprecated")]
    pub mod create_route_entry;
    #[cfg(feature = "deprecated")]
    pub mod describe_forward_table_entries;
    #[cfg(feature = "deprecated")]
    pub mod modify_forward_entry;
    #[cfg(feature = "deprecated")]
    pub mod describe_access_points;
    #[cfg(feature = "deprecated")]
    pub mod describe_route_tables;
    #[cfg(feature = "deprecated")]
    pub mod connect_router_interface;
    #[cfg(feature = "deprecated")]
    pub mod export_snapshot;
    #[cfg(feature = "deprecated")]
    pub mod release_public_ip_address;
    pub(super) mod endpoints;
}

#[cfg(feature = "system-events")]
pub use self::generated::accept_inquired_system_event::{self, AcceptInquiredSystemEvent};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::activate_router_interface::{self, ActivateRouterInterface};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::add_bandwidth_package_ips::{self, AddBandwidthPackageIps};
#[cfg(feature = "tags")]
pub use self::generated::add_tags::{self, AddTags};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::allocate_dedicated_hosts::{self, AllocateDedicatedHosts};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::allocate_eip_address::{self, AllocateEipAddress};
#[cfg(feature = "network")]
pub use self::generated::allocate_public_ip_address::{self, AllocatePublicIpAddress};
#[cfg(feature = "snapshots")]
pub use self::generated::apply_auto_snapshot_policy::{self, ApplyAutoSnapshotPolicy};
#[cfg(feature = "network-interfaces")]
pub use self::generated::assign_ipv6_addresses::{self, AssignIpv6Addresses};
#[cfg(feature = "network-interfaces")]
pub use self::generated::assign_private_ip_addresses::{self, AssignPrivateIpAddresses};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::associate_eip_address::{self, AssociateEipAddress};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::associate_ha_vip::{self, AssociateHaVip};
#[cfg(feature = "network")]
pub use self::generated::attach_classic_link_vpc::{self, AttachClassicLinkVpc};
#[cfg(feature = "disks")]
pub use self::generated::attach_disk::{self, AttachDisk};
#[cfg(feature = "instances")]
pub use self::generated::attach_instance_ram_role::{self, AttachInstanceRamRole};
#[cfg(feature = "key-pairs")]
pub use self::generated::attach_key_pair::{self, AttachKeyPair};
#[cfg(feature = "network-interfaces")]
pub use self::generated::attach_network_interface::{self, AttachNetworkInterface};
#[cfg(feature = "security-groups")]
pub use self::generated::authorize_security_group::{self, AuthorizeSecurityGroup};
#[cfg(feature = "security-groups")]
pub use self::generated::authorize_security_group_egress::{self, AuthorizeSecurityGroupEgress};
#[cfg(feature = "snapshots")]
pub use self::generated::cancel_auto_snapshot_policy::{self, CancelAutoSnapshotPolicy};
#[cfg(feature = "images")]
pub use self::generated::cancel_copy_image::{self, CancelCopyImage};
#[cfg(feature = "image-pipelines")]
pub use self::generated::cancel_image_pipeline_execution::{self, CancelImagePipelineExecution};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::cancel_physical_connection::{self, CancelPhysicalConnection};
#[cfg(feature = "system-events")]
pub use self::generated::cancel_simulated_system_events::{self, CancelSimulatedSystemEvents};
#[cfg(feature = "tasks")]
pub use self::generated::cancel_task::{self, CancelTask};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::connect_router_interface::{self, ConnectRouterInterface};
#[cfg(feature = "network")]
pub use self::generated::convert_nat_public_ip_to_eip::{self, ConvertNatPublicIpToEip};
#[cfg(feature = "images")]
pub use self::generated::copy_image::{self, CopyImage};
#[cfg(feature = "snapshots")]
pub use self::generated::copy_snapshot::{self, CopySnapshot};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::create_activation::{self, CreateActivation};
#[cfg(feature = "auto-provisioning")]
pub use self::generated::create_auto_provisioning_group::{self, CreateAutoProvisioningGroup};
#[cfg(feature = "snapshots")]
pub use self::generated::create_auto_snapshot_policy::{self, CreateAutoSnapshotPolicy};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::create_capacity_reservation::{self, CreateCapacityReservation};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::create_command::{self, CreateCommand};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::create_dedicated_host_cluster::{self, CreateDedicatedHostCluster};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_demand::{self, CreateDemand};
#[cfg(feature = "deployment-sets")]
pub use self::generated::create_deployment_set::{self, CreateDeploymentSet};
#[cfg(feature = "diagnostics")]
pub use self::generated::create_diagnostic_metric_set::{self, CreateDiagnosticMetricSet};
#[cfg(feature = "diagnostics")]
pub use self::generated::create_diagnostic_report::{self, CreateDiagnosticReport};
#[cfg(feature = "disks")]
pub use self::generated::create_disk::{self, CreateDisk};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::create_elasticity_assurance::{self, CreateElasticityAssurance};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_forward_entry::{self, CreateForwardEntry};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_ha_vip::{self, CreateHaVip};
#[cfg(feature = "hpc-clusters")]
pub use self::generated::create_hpc_cluster::{self, CreateHpcCluster};
#[cfg(feature = "images")]
pub use self::generated::create_image::{self, CreateImage};
#[cfg(feature = "image-pipelines")]
pub use self::generated::create_image_component::{self, CreateImageComponent};
#[cfg(feature = "image-pipelines")]
pub use self::generated::create_image_pipeline::{self, CreateImagePipeline};
#[cfg(feature = "instances")]
pub use self::generated::create_instance::{self, CreateInstance};
#[cfg(feature = "key-pairs")]
pub use self::generated::create_key_pair::{self, CreateKeyPair};
#[cfg(feature = "launch-templates")]
pub use self::generated::create_launch_template::{self, CreateLaunchTemplate};
#[cfg(feature = "launch-templates")]
pub use self::generated::create_launch_template_version::{self, CreateLaunchTemplateVersion};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_nat_gateway::{self, CreateNatGateway};
#[cfg(feature = "network-interfaces")]
pub use self::generated::create_network_interface::{self, CreateNetworkInterface};
#[cfg(feature = "network-interfaces")]
pub use self::generated::create_network_interface_permission::{
    self, CreateNetworkInterfacePermission,
};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_physical_connection::{self, CreatePhysicalConnection};
#[cfg(feature = "prefix-lists")]
pub use self::generated::create_prefix_list::{self, CreatePrefixList};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_route_entry::{self, CreateRouteEntry};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_router_interface::{self, CreateRouterInterface};
#[cfg(feature = "security-groups")]
pub use self::generated::create_security_group::{self, CreateSecurityGroup};
#[cfg(feature = "system-events")]
pub use self::generated::create_simulated_system_events::{self, CreateSimulatedSystemEvents};
#[cfg(feature = "snapshots")]
pub use self::generated::create_snapshot::{self, CreateSnapshot};
#[cfg(feature = "snapshots")]
pub use self::generated::create_snapshot_group::{self, CreateSnapshotGroup};
#[cfg(feature = "storage-sets")]
pub use self::generated::create_storage_set::{self, CreateStorageSet};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_v_switch::{self, CreateVSwitch};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_virtual_border_router::{self, CreateVirtualBorderRouter};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::create_vpc::{self, CreateVpc};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::deactivate_router_interface::{self, DeactivateRouterInterface};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::delete_activation::{self, DeleteActivation};
#[cfg(feature = "auto-provisioning")]
pub use self::generated::delete_auto_provisioning_group::{self, DeleteAutoProvisioningGroup};
#[cfg(feature = "snapshots")]
pub use self::generated::delete_auto_snapshot_policy::{self, DeleteAutoSnapshotPolicy};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_bandwidth_package::{self, DeleteBandwidthPackage};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::delete_command::{self, DeleteCommand};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::delete_dedicated_host_cluster::{self, DeleteDedicatedHostCluster};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_demand::{self, DeleteDemand};
#[cfg(feature = "deployment-sets")]
pub use self::generated::delete_deployment_set::{self, DeleteDeploymentSet};
#[cfg(feature = "diagnostics")]
pub use self::generated::delete_diagnostic_metric_sets::{self, DeleteDiagnosticMetricSets};
#[cfg(feature = "diagnostics")]
pub use self::generated::delete_diagnostic_reports::{self, DeleteDiagnosticReports};
#[cfg(feature = "disks")]
pub use self::generated::delete_disk::{self, DeleteDisk};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_forward_entry::{self, DeleteForwardEntry};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_ha_vip::{self, DeleteHaVip};
#[cfg(feature = "hpc-clusters")]
pub use self::generated::delete_hpc_cluster::{self, DeleteHpcCluster};
#[cfg(feature = "images")]
pub use self::generated::delete_image::{self, DeleteImage};
#[cfg(feature = "image-pipelines")]
pub use self::generated::delete_image_component::{self, DeleteImageComponent};
#[cfg(feature = "image-pipelines")]
pub use self::generated::delete_image_pipeline::{self, DeleteImagePipeline};
#[cfg(feature = "instances")]
pub use self::generated::delete_instance::{self, DeleteInstance};
#[cfg(feature = "instances")]
pub use self::generated::delete_instances::{self, DeleteInstances};
#[cfg(feature = "key-pairs")]
pub use self::generated::delete_key_pairs::{self, DeleteKeyPairs};
#[cfg(feature = "launch-templates")]
pub use self::generated::delete_launch_template::{self, DeleteLaunchTemplate};
#[cfg(feature = "launch-templates")]
pub use self::generated::delete_launch_template_version::{self, DeleteLaunchTemplateVersion};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_nat_gateway::{self, DeleteNatGateway};
#[cfg(feature = "network-interfaces")]
pub use self::generated::delete_network_interface::{self, DeleteNetworkInterface};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_network_interface_permission::{
    self, DeleteNetworkInterfacePermission,
};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_physical_connection::{self, DeletePhysicalConnection};
#[cfg(feature = "prefix-lists")]
pub use self::generated::delete_prefix_list::{self, DeletePrefixList};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_route_entry::{self, DeleteRouteEntry};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_router_interface::{self, DeleteRouterInterface};
#[cfg(feature = "security-groups")]
pub use self::generated::delete_security_group::{self, DeleteSecurityGroup};
#[cfg(feature = "snapshots")]
pub use self::generated::delete_snapshot::{self, DeleteSnapshot};
#[cfg(feature = "snapshots")]
pub use self::generated::delete_snapshot_group::{self, DeleteSnapshotGroup};
#[cfg(feature = "storage-sets")]
pub use self::generated::delete_storage_set::{self, DeleteStorageSet};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_v_switch::{self, DeleteVSwitch};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_virtual_border_router::{self, DeleteVirtualBorderRouter};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::delete_vpc::{self, DeleteVpc};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::deregister_managed_instance::{self, DeregisterManagedInstance};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_access_points::{self, DescribeAccessPoints};
#[cfg(feature = "regions")]
pub use self::generated::describe_account_attributes::{self, DescribeAccountAttributes};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_activations::{self, DescribeActivations};
#[cfg(feature = "auto-provisioning")]
pub use self::generated::describe_auto_provisioning_group_history::{
    self, DescribeAutoProvisioningGroupHistory,
};
#[cfg(feature = "auto-provisioning")]
pub use self::generated::describe_auto_provisioning_group_instances::{
    self, DescribeAutoProvisioningGroupInstances,
};
#[cfg(feature = "auto-provisioning")]
pub use self::generated::describe_auto_provisioning_groups::{
    self, DescribeAutoProvisioningGroups,
};
#[cfg(feature = "snapshots")]
pub use self::generated::describe_auto_snapshot_policy_ex::{self, DescribeAutoSnapshotPolicyEx};
#[cfg(feature = "regions")]
pub use self::generated::describe_available_resource::{self, DescribeAvailableResource};
#[cfg(feature = "network")]
pub use self::generated::describe_bandwidth_limitation::{self, DescribeBandwidthLimitation};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_bandwidth_packages::{self, DescribeBandwidthPackages};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::describe_capacity_reservation_instances::{
    self, DescribeCapacityReservationInstances,
};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::describe_capacity_reservations::{self, DescribeCapacityReservations};
#[cfg(feature = "network")]
pub use self::generated::describe_classic_link_instances::{self, DescribeClassicLinkInstances};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_cloud_assistant_settings::{
    self, DescribeCloudAssistantSettings,
};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_cloud_assistant_status::{self, DescribeCloudAssistantStatus};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_clusters::{self, DescribeClusters};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_commands::{self, DescribeCommands};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::describe_dedicated_host_auto_renew::{
    self, DescribeDedicatedHostAutoRenew,
};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::describe_dedicated_host_clusters::{self, DescribeDedicatedHostClusters};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::describe_dedicated_host_types::{self, DescribeDedicatedHostTypes};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::describe_dedicated_hosts::{self, DescribeDedicatedHosts};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_demands::{self, DescribeDemands};
#[cfg(feature = "deployment-sets")]
pub use self::generated::describe_deployment_set_supported_instance_type_family::{
    self, DescribeDeploymentSetSupportedInstanceTypeFamily,
};
#[cfg(feature = "deployment-sets")]
pub use self::generated::describe_deployment_sets::{self, DescribeDeploymentSets};
#[cfg(feature = "diagnostics")]
pub use self::generated::describe_diagnostic_metric_sets::{self, DescribeDiagnosticMetricSets};
#[cfg(feature = "diagnostics")]
pub use self::generated::describe_diagnostic_metrics::{self, DescribeDiagnosticMetrics};
#[cfg(feature = "diagnostics")]
pub use self::generated::describe_diagnostic_report_attributes::{
    self, DescribeDiagnosticReportAttributes,
};
#[cfg(feature = "diagnostics")]
pub use self::generated::describe_diagnostic_reports::{self, DescribeDiagnosticReports};
#[cfg(feature = "monitoring")]
pub use self::generated::describe_disk_monitor_data::{self, DescribeDiskMonitorData};
#[cfg(feature = "disks")]
pub use self::generated::describe_disks::{self, DescribeDisks};
#[cfg(feature = "system-events")]
pub use self::generated::describe_disks_full_status::{self, DescribeDisksFullStatus};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_eip_addresses::{self, DescribeEipAddresses};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_eip_monitor_data::{self, DescribeEipMonitorData};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::describe_elasticity_assurance_instances::{
    self, DescribeElasticityAssuranceInstances,
};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::describe_elasticity_assurances::{self, DescribeElasticityAssurances};
#[cfg(feature = "monitoring")]
pub use self::generated::describe_eni_monitor_data::{self, DescribeEniMonitorData};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_forward_table_entries::{self, DescribeForwardTableEntries};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_ha_vips::{self, DescribeHaVips};
#[cfg(feature = "hpc-clusters")]
pub use self::generated::describe_hpc_clusters::{self, DescribeHpcClusters};
#[cfg(feature = "image-pipelines")]
pub use self::generated::describe_image_components::{self, DescribeImageComponents};
#[cfg(feature = "images")]
pub use self::generated::describe_image_from_family::{self, DescribeImageFromFamily};
#[cfg(feature = "image-pipelines")]
pub use self::generated::describe_image_pipeline_executions::{
    self, DescribeImagePipelineExecutions,
};
#[cfg(feature = "image-pipelines")]
pub use self::generated::describe_image_pipelines::{self, DescribeImagePipelines};
#[cfg(feature = "images")]
pub use self::generated::describe_image_share_permission::{self, DescribeImageSharePermission};
#[cfg(feature = "images")]
pub use self::generated::describe_image_support_instance_types::{
    self, DescribeImageSupportInstanceTypes,
};
#[cfg(feature = "images")]
pub use self::generated::describe_images::{self, DescribeImages};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::describe_instance_attachment_attributes::{
    self, DescribeInstanceAttachmentAttributes,
};
#[cfg(feature = "instances")]
pub use self::generated::describe_instance_attribute::{self, DescribeInstanceAttribute};
#[cfg(feature = "instances")]
pub use self::generated::describe_instance_auto_renew_attribute::{
    self, DescribeInstanceAutoRenewAttribute,
};
#[cfg(feature = "system-events")]
pub use self::generated::describe_instance_history_events::{self, DescribeInstanceHistoryEvents};
#[cfg(feature = "monitoring")]
pub use self::generated::describe_instance_maintenance_attributes::{
    self, DescribeInstanceMaintenanceAttributes,
};
#[cfg(feature = "pricing")]
pub use self::generated::describe_instance_modification_price::{
    self, DescribeInstanceModificationPrice,
};
#[cfg(feature = "monitoring")]
pub use self::generated::describe_instance_monitor_data::{self, DescribeInstanceMonitorData};
#[cfg(feature = "instances")]
pub use self::generated::describe_instance_ram_role::{self, DescribeInstanceRamRole};
#[cfg(feature = "instances")]
pub use self::generated::describe_instance_status::{self, DescribeInstanceStatus};
#[cfg(feature = "instances")]
pub use self::generated::describe_instance_topology::{self, DescribeInstanceTopology};
#[cfg(feature = "instances")]
pub use self::generated::describe_instance_type_families::{self, DescribeInstanceTypeFamilies};
#[cfg(feature = "instances")]
pub use self::generated::describe_instance_types::{self, DescribeInstanceTypes};
#[cfg(feature = "instances")]
pub use self::generated::describe_instance_vnc_url::{self, DescribeInstanceVncUrl};
#[cfg(feature = "instances")]
pub use self::generated::describe_instances::{self, DescribeInstances};
#[cfg(feature = "system-events")]
pub use self::generated::describe_instances_full_status::{self, DescribeInstancesFullStatus};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_invocation_results::{self, DescribeInvocationResults};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_invocations::{self, DescribeInvocations};
#[cfg(feature = "key-pairs")]
pub use self::generated::describe_key_pairs::{self, DescribeKeyPairs};
#[cfg(feature = "launch-templates")]
pub use self::generated::describe_launch_template_versions::{
    self, DescribeLaunchTemplateVersions,
};
#[cfg(feature = "launch-templates")]
pub use self::generated::describe_launch_templates::{self, DescribeLaunchTemplates};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_limitation::{self, DescribeLimitation};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_managed_instances::{self, DescribeManagedInstances};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_nat_gateways::{self, DescribeNatGateways};
#[cfg(feature = "network-interfaces")]
pub use self::generated::describe_network_interface_attribute::{
    self, DescribeNetworkInterfaceAttribute,
};
#[cfg(feature = "network-interfaces")]
pub use self::generated::describe_network_interface_permissions::{
    self, DescribeNetworkInterfacePermissions,
};
#[cfg(feature = "network-interfaces")]
pub use self::generated::describe_network_interfaces::{self, DescribeNetworkInterfaces};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_new_project_eip_monitor_data::{
    self, DescribeNewProjectEipMonitorData,
};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_physical_connections::{self, DescribePhysicalConnections};
#[cfg(feature = "prefix-lists")]
pub use self::generated::describe_prefix_list_associations::{
    self, DescribePrefixListAssociations,
};
#[cfg(feature = "prefix-lists")]
pub use self::generated::describe_prefix_list_attributes::{self, DescribePrefixListAttributes};
#[cfg(feature = "prefix-lists")]
pub use self::generated::describe_prefix_lists::{self, DescribePrefixLists};
#[cfg(feature = "pricing")]
pub use self::generated::describe_price::{self, DescribePrice};
#[cfg(feature = "regions")]
pub use self::generated::describe_recommend_instance_type::{self, DescribeRecommendInstanceType};
#[cfg(feature = "regions")]
pub use self::generated::describe_regions::{self, DescribeRegions};
#[cfg(feature = "pricing")]
pub use self::generated::describe_renewal_price::{self, DescribeRenewalPrice};
#[cfg(feature = "reserved-instances")]
pub use self::generated::describe_reserved_instance_auto_renew_attribute::{
    self, DescribeReservedInstanceAutoRenewAttribute,
};
#[cfg(feature = "reserved-instances")]
pub use self::generated::describe_reserved_instances::{self, DescribeReservedInstances};
#[cfg(feature = "tags")]
pub use self::generated::describe_resource_by_tags::{self, DescribeResourceByTags};
#[cfg(feature = "regions")]
pub use self::generated::describe_resources_modification::{self, DescribeResourcesModification};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_route_tables::{self, DescribeRouteTables};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_router_interfaces::{self, DescribeRouterInterfaces};
#[cfg(feature = "security-groups")]
pub use self::generated::describe_security_group_attribute::{
    self, DescribeSecurityGroupAttribute,
};
#[cfg(feature = "security-groups")]
pub use self::generated::describe_security_group_references::{
    self, DescribeSecurityGroupReferences,
};
#[cfg(feature = "security-groups")]
pub use self::generated::describe_security_groups::{self, DescribeSecurityGroups};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_send_file_results::{self, DescribeSendFileResults};
#[cfg(feature = "snapshots")]
pub use self::generated::describe_snapshot_groups::{self, DescribeSnapshotGroups};
#[cfg(feature = "snapshots")]
pub use self::generated::describe_snapshot_links::{self, DescribeSnapshotLinks};
#[cfg(feature = "monitoring")]
pub use self::generated::describe_snapshot_monitor_data::{self, DescribeSnapshotMonitorData};
#[cfg(feature = "snapshots")]
pub use self::generated::describe_snapshot_package::{self, DescribeSnapshotPackage};
#[cfg(feature = "snapshots")]
pub use self::generated::describe_snapshots::{self, DescribeSnapshots};
#[cfg(feature = "snapshots")]
pub use self::generated::describe_snapshots_usage::{self, DescribeSnapshotsUsage};
#[cfg(feature = "instances")]
pub use self::generated::describe_spot_advice::{self, DescribeSpotAdvice};
#[cfg(feature = "instances")]
pub use self::generated::describe_spot_price_history::{self, DescribeSpotPriceHistory};
#[cfg(feature = "storage-capacity-units")]
pub use self::generated::describe_storage_capacity_units::{self, DescribeStorageCapacityUnits};
#[cfg(feature = "storage-sets")]
pub use self::generated::describe_storage_set_details::{self, DescribeStorageSetDetails};
#[cfg(feature = "storage-sets")]
pub use self::generated::describe_storage_sets::{self, DescribeStorageSets};
#[cfg(feature = "tags")]
pub use self::generated::describe_tags::{self, DescribeTags};
#[cfg(feature = "tasks")]
pub use self::generated::describe_task_attribute::{self, DescribeTaskAttribute};
#[cfg(feature = "tasks")]
pub use self::generated::describe_tasks::{self, DescribeTasks};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::describe_terminal_sessions::{self, DescribeTerminalSessions};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_user_business_behavior::{self, DescribeUserBusinessBehavior};
#[cfg(feature = "instances")]
pub use self::generated::describe_user_data::{self, DescribeUserData};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_v_routers::{self, DescribeVRouters};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_v_switches::{self, DescribeVSwitches};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_virtual_border_routers::{self, DescribeVirtualBorderRouters};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_virtual_border_routers_for_physical_connection::{
    self, DescribeVirtualBorderRoutersForPhysicalConnection,
};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::describe_vpcs::{self, DescribeVpcs};
#[cfg(feature = "regions")]
pub use self::generated::describe_zones::{self, DescribeZones};
#[cfg(feature = "network")]
pub use self::generated::detach_classic_link_vpc::{self, DetachClassicLinkVpc};
#[cfg(feature = "disks")]
pub use self::generated::detach_disk::{self, DetachDisk};
#[cfg(feature = "instances")]
pub use self::generated::detach_instance_ram_role::{self, DetachInstanceRamRole};
#[cfg(feature = "key-pairs")]
pub use self::generated::detach_key_pair::{self, DetachKeyPair};
#[cfg(feature = "network-interfaces")]
pub use self::generated::detach_network_interface::{self, DetachNetworkInterface};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::disable_activation::{self, DisableActivation};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::eip_fill_params::{self, EipFillParams};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::eip_fill_product::{self, EipFillProduct};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::eip_notify_paid::{self, EipNotifyPaid};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::enable_physical_connection::{self, EnablePhysicalConnection};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "images")]
pub use self::generated::export_image::{self, ExportImage};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::export_snapshot::{self, ExportSnapshot};
#[cfg(feature = "monitoring")]
pub use self::generated::get_instance_console_output::{self, GetInstanceConsoleOutput};
#[cfg(feature = "monitoring")]
pub use self::generated::get_instance_screenshot::{self, GetInstanceScreenshot};
#[cfg(feature = "images")]
pub use self::generated::import_image::{self, ImportImage};
#[cfg(feature = "key-pairs")]
pub use self::generated::import_key_pair::{self, ImportKeyPair};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::install_cloud_assistant::{self, InstallCloudAssistant};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::invoke_command::{self, InvokeCommand};
#[cfg(feature = "tags")]
pub use self::generated::join_resource_group::{self, JoinResourceGroup};
#[cfg(feature = "security-groups")]
pub use self::generated::join_security_group::{self, JoinSecurityGroup};
#[cfg(feature = "security-groups")]
pub use self::generated::leave_security_group::{self, LeaveSecurityGroup};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::list_plugin_status::{self, ListPluginStatus};
#[cfg(feature = "tags")]
pub use self::generated::list_tag_resources::{self, ListTagResources};
#[cfg(feature = "auto-provisioning")]
pub use self::generated::modify_auto_provisioning_group::{self, ModifyAutoProvisioningGroup};
#[cfg(feature = "snapshots")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_auto_snapshot_policy::{self, ModifyAutoSnapshotPolicy};
#[cfg(feature = "snapshots")]
pub use self::generated::modify_auto_snapshot_policy_ex::{self, ModifyAutoSnapshotPolicyEx};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_bandwidth_package_spec::{self, ModifyBandwidthPackageSpec};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::modify_capacity_reservation::{self, ModifyCapacityReservation};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::modify_cloud_assistant_settings::{self, ModifyCloudAssistantSettings};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::modify_command::{self, ModifyCommand};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::modify_dedicated_host_attribute::{self, ModifyDedicatedHostAttribute};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::modify_dedicated_host_auto_release_time::{
    self, ModifyDedicatedHostAutoReleaseTime,
};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::modify_dedicated_host_auto_renew_attribute::{
    self, ModifyDedicatedHostAutoRenewAttribute,
};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::modify_dedicated_host_cluster_attribute::{
    self, ModifyDedicatedHostClusterAttribute,
};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::modify_dedicated_hosts_charge_type::{
    self, ModifyDedicatedHostsChargeType,
};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_demand::{self, ModifyDemand};
#[cfg(feature = "deployment-sets")]
pub use self::generated::modify_deployment_set_attribute::{self, ModifyDeploymentSetAttribute};
#[cfg(feature = "diagnostics")]
pub use self::generated::modify_diagnostic_metric_set::{self, ModifyDiagnosticMetricSet};
#[cfg(feature = "disks")]
pub use self::generated::modify_disk_attribute::{self, ModifyDiskAttribute};
#[cfg(feature = "disks")]
pub use self::generated::modify_disk_charge_type::{self, ModifyDiskChargeType};
#[cfg(feature = "disks")]
pub use self::generated::modify_disk_spec::{self, ModifyDiskSpec};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_eip_address_attribute::{self, ModifyEipAddressAttribute};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::modify_elasticity_assurance::{self, ModifyElasticityAssurance};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_forward_entry::{self, ModifyForwardEntry};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_ha_vip_attribute::{self, ModifyHaVipAttribute};
#[cfg(feature = "hpc-clusters")]
pub use self::generated::modify_hpc_cluster_attribute::{self, ModifyHpcClusterAttribute};
#[cfg(feature = "images")]
pub use self::generated::modify_image_attribute::{self, ModifyImageAttribute};
#[cfg(feature = "images")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_image_share_group_permission::{
    self, ModifyImageShareGroupPermission,
};
#[cfg(feature = "images")]
pub use self::generated::modify_image_share_permission::{self, ModifyImageSharePermission};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::modify_instance_attachment_attributes::{
    self, ModifyInstanceAttachmentAttributes,
};
#[cfg(feature = "instances")]
pub use self::generated::modify_instance_attribute::{self, ModifyInstanceAttribute};
#[cfg(feature = "instances")]
pub use self::generated::modify_instance_auto_release_time::{self, ModifyInstanceAutoReleaseTime};
#[cfg(feature = "instances")]
pub use self::generated::modify_instance_auto_renew_attribute::{
    self, ModifyInstanceAutoRenewAttribute,
};
#[cfg(feature = "instances")]
pub use self::generated::modify_instance_charge_type::{self, ModifyInstanceChargeType};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::modify_instance_deployment::{self, ModifyInstanceDeployment};
#[cfg(feature = "monitoring")]
pub use self::generated::modify_instance_maintenance_attributes::{
    self, ModifyInstanceMaintenanceAttributes,
};
#[cfg(feature = "instances")]
pub use self::generated::modify_instance_metadata_options::{self, ModifyInstanceMetadataOptions};
#[cfg(feature = "network")]
pub use self::generated::modify_instance_network_spec::{self, ModifyInstanceNetworkSpec};
#[cfg(feature = "instances")]
pub use self::generated::modify_instance_spec::{self, ModifyInstanceSpec};
#[cfg(feature = "instances")]
pub use self::generated::modify_instance_vnc_passwd::{self, ModifyInstanceVncPasswd};
#[cfg(feature = "network")]
pub use self::generated::modify_instance_vpc_attribute::{self, ModifyInstanceVpcAttribute};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::modify_invocation_attribute::{self, ModifyInvocationAttribute};
#[cfg(feature = "launch-templates")]
pub use self::generated::modify_launch_template_default_version::{
    self, ModifyLaunchTemplateDefaultVersion,
};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::modify_managed_instance::{self, ModifyManagedInstance};
#[cfg(feature = "network-interfaces")]
pub use self::generated::modify_network_interface_attribute::{
    self, ModifyNetworkInterfaceAttribute,
};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_physical_connection_attribute::{
    self, ModifyPhysicalConnectionAttribute,
};
#[cfg(feature = "prefix-lists")]
pub use self::generated::modify_prefix_list::{self, ModifyPrefixList};
#[cfg(feature = "instances")]
pub use self::generated::modify_prepay_instance_spec::{self, ModifyPrepayInstanceSpec};
#[cfg(feature = "reserved-instances")]
pub use self::generated::modify_reserved_instance_attribute::{
    self, ModifyReservedInstanceAttribute,
};
#[cfg(feature = "reserved-instances")]
pub use self::generated::modify_reserved_instance_auto_renew_attribute::{
    self, ModifyReservedInstanceAutoRenewAttribute,
};
#[cfg(feature = "reserved-instances")]
pub use self::generated::modify_reserved_instances::{self, ModifyReservedInstances};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_router_interface_attribute::{
    self, ModifyRouterInterfaceAttribute,
};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_router_interface_spec::{self, ModifyRouterInterfaceSpec};
#[cfg(feature = "security-groups")]
pub use self::generated::modify_security_group_attribute::{self, ModifySecurityGroupAttribute};
#[cfg(feature = "security-groups")]
pub use self::generated::modify_security_group_egress_rule::{self, ModifySecurityGroupEgressRule};
#[cfg(feature = "security-groups")]
pub use self::generated::modify_security_group_policy::{self, ModifySecurityGroupPolicy};
#[cfg(feature = "security-groups")]
pub use self::generated::modify_security_group_rule::{self, ModifySecurityGroupRule};
#[cfg(feature = "snapshots")]
pub use self::generated::modify_snapshot_attribute::{self, ModifySnapshotAttribute};
#[cfg(feature = "snapshots")]
pub use self::generated::modify_snapshot_group::{self, ModifySnapshotGroup};
#[cfg(feature = "storage-capacity-units")]
pub use self::generated::modify_storage_capacity_unit_attribute::{
    self, ModifyStorageCapacityUnitAttribute,
};
#[cfg(feature = "storage-sets")]
pub use self::generated::modify_storage_set_attribute::{self, ModifyStorageSetAttribute};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_user_business_behavior::{self, ModifyUserBusinessBehavior};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_v_router_attribute::{self, ModifyVRouterAttribute};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_v_switch_attribute::{self, ModifyVSwitchAttribute};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_virtual_border_router_attribute::{
    self, ModifyVirtualBorderRouterAttribute,
};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::modify_vpc_attribute::{self, ModifyVpcAttribute};
#[cfg(feature = "reserved-instances")]
pub use self::generated::purchase_reserved_instances_offering::{
    self, PurchaseReservedInstancesOffering,
};
#[cfg(feature = "storage-capacity-units")]
pub use self::generated::purchase_storage_capacity_unit::{self, PurchaseStorageCapacityUnit};
#[cfg(feature = "instances")]
pub use self::generated::re_activate_instances::{self, ReActivateInstances};
#[cfg(feature = "disks")]
pub use self::generated::re_init_disk::{self, ReInitDisk};
#[cfg(feature = "instances")]
pub use self::generated::reboot_instance::{self, RebootInstance};
#[cfg(feature = "instances")]
pub use self::generated::reboot_instances::{self, RebootInstances};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::recover_virtual_border_router::{self, RecoverVirtualBorderRouter};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::redeploy_dedicated_host::{self, RedeployDedicatedHost};
#[cfg(feature = "monitoring")]
pub use self::generated::redeploy_instance::{self, RedeployInstance};
#[cfg(feature = "capacity-reservations")]
pub use self::generated::release_capacity_reservation::{self, ReleaseCapacityReservation};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::release_dedicated_host::{self, ReleaseDedicatedHost};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::release_eip_address::{self, ReleaseEipAddress};
#[cfg(feature = "deprecated")]
pub use self::generated::release_public_ip_address::{self, ReleasePublicIpAddress};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::remove_bandwidth_package_ips::{self, RemoveBandwidthPackageIps};
#[cfg(feature = "tags")]
pub use self::generated::remove_tags::{self, RemoveTags};
#[cfg(feature = "dedicated-hosts")]
pub use self::generated::renew_dedicated_hosts::{self, RenewDedicatedHosts};
#[cfg(feature = "instances")]
pub use self::generated::renew_instance::{self, RenewInstance};
#[cfg(feature = "reserved-instances")]
pub use self::generated::renew_reserved_instances::{self, RenewReservedInstances};
#[cfg(feature = "disks")]
pub use self::generated::replace_system_disk::{self, ReplaceSystemDisk};
#[cfg(feature = "monitoring")]
pub use self::generated::report_instances_status::{self, ReportInstancesStatus};
#[cfg(feature = "disks")]
pub use self::generated::reset_disk::{self, ResetDisk};
#[cfg(feature = "disks")]
pub use self::generated::reset_disks::{self, ResetDisks};
#[cfg(feature = "disks")]
pub use self::generated::resize_disk::{self, ResizeDisk};
#[cfg(feature = "security-groups")]
pub use self::generated::revoke_security_group::{self, RevokeSecurityGroup};
#[cfg(feature = "security-groups")]
pub use self::generated::revoke_security_group_egress::{self, RevokeSecurityGroupEgress};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::run_command::{self, RunCommand};
#[cfg(feature = "instances")]
pub use self::generated::run_instances::{self, RunInstances};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::send_file::{self, SendFile};
#[cfg(feature = "image-pipelines")]
pub use self::generated::start_image_pipeline_execution::{self, StartImagePipelineExecution};
#[cfg(feature = "instances")]
pub use self::generated::start_instance::{self, StartInstance};
#[cfg(feature = "instances")]
pub use self::generated::start_instances::{self, StartInstances};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::start_terminal_session::{self, StartTerminalSession};
#[cfg(feature = "instances")]
pub use self::generated::stop_instance::{self, StopInstance};
#[cfg(feature = "instances")]
pub use self::generated::stop_instances::{self, StopInstances};
#[cfg(feature = "cloud-assistant")]
pub use self::generated::stop_invocation::{self, StopInvocation};
#[cfg(feature = "tags")]
pub use self::generated::tag_resources::{self, TagResources};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::terminate_physical_connection::{self, TerminatePhysicalConnection};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::terminate_virtual_border_router::{self, TerminateVirtualBorderRouter};
#[cfg(feature = "network-interfaces")]
pub use self::generated::unassign_ipv6_addresses::{self, UnassignIpv6Addresses};
#[cfg(feature = "network-interfaces")]
pub use self::generated::unassign_private_ip_addresses::{self, UnassignPrivateIpAddresses};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::unassociate_eip_address::{self, UnassociateEipAddress};
#[cfg(feature = "deprecated")]
#[allow(deprecated, reason = "a feature enables this operation")]
pub use self::generated::unassociate_ha_vip::{self, UnassociateHaVip};
#[cfg(feature = "tags")]
pub use self::generated::untag_resources::{self, UntagResources};
// End of the generated part.

#[cfg(test)]
mod tests {
    use alicloud::{
        Network::{Public, Vpc},
        Operation,
    };

    use super::*;

    #[test]
    fn listed_regions_have_their_hosts_and_others_follow_the_pattern() {
        let host = |network, region_id| PRODUCT.endpoint(network, Some(region_id)).unwrap();
        for (region_id, listed) in PRODUCT.regions() {
            assert_eq!(host(Public, region_id).host(), listed);
            let vpc = format!("ecs-vpc.{region_id}.aliyuncs.com");
            assert_eq!(host(Vpc, region_id).host(), vpc);
        }
        assert!(PRODUCT.regions().count() > 30);
        for (region_id, listed) in [
            ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-qingdao", "ecs.cn-qingdao.aliyuncs.com"),
            ("moon-1", "ecs.moon-1.aliyuncs.com"),
        ] {
            assert_eq!(host(Public, region_id).host(), listed);
        }
    }

    #[test]
    fn refuses_invalid_region_ids() {
        for region_id in ["", "../evil", "evil.com/", "cn-qingdao "] {
            for network in [Public, Vpc] {
                let endpoint = PRODUCT.endpoint(network, Some(region_id));
                assert!(endpoint.is_err(), "{region_id:?}");
            }
        }
    }

    #[test]
    fn operations_return_their_own_region() {
        let describe = DescribeInstances::new("cn-qingdao");
        assert_eq!(describe.region(), Some("cn-qingdao"));
        assert_eq!(DescribeRegions::new().region(), None);
    }
}
