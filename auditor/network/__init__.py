"""Reachability over security groups, network ACLs and routes."""
