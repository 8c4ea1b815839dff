#pragma once

#include <string>
#include <string_view>

#include "access/directory.h"

/// The bodies of the tenant's objects in the store.
namespace harrier::access {

std::string ToJson(const Principal& principal);
Principal PrincipalFrom(std::string_view id, Principal::Kind kind, std::string_view body);

std::string ToJson(const Assignment& assignment);
Assignment AssignmentFrom(std::string_view id, std::string_view body);

std::string ToJson(const TableRule& rule);
TableRule TableRuleFrom(std::string_view id, std::string_view body);

std::string ToJson(const Role& role);
Role RoleFrom(std::string_view id, std::string_view body);

}  // namespace harrier::access
