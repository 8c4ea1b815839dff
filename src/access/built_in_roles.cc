#include "access/role.h"

namespace harrier::access {
namespace {

/// Nobody reads keys and secrets with */read.
std::vector<std::string> SecretsAnd(std::vector<std::string> more) {
  more.insert(more.end(), {"Microsoft.OperationalInsights/workspaces/sharedKeys/*", "Harrier/credentials/*"});
  return more;
}

/// Who may do what (Sentinel docs, roles and permissions); creating bookmarks with Responder is ours.
/// Harrier/me/* is what concerns the caller alone, such as favourites.
std::vector<Role> Make() {
  return {
      {"8d289c81-5878-46d4-8554-54e1e3d8b5cb",
       "Reader",
       "Sees data and objects, and asks queries.",
       {"*/read", "Harrier/me/*"},
       SecretsAnd({})},
      {"3e150937-b8fe-4cfb-8069-0eaf05ecd056",
       "Responder",
       "Reader, and works on incidents, bookmarks and automation rules.",
       {"*/read", "Harrier/me/*", "Microsoft.SecurityInsights/incidents/*",
        "Microsoft.SecurityInsights/bookmarks/*", "Microsoft.SecurityInsights/automationRules/*"},
       SecretsAnd({"Microsoft.SecurityInsights/incidents/delete",
                   "Microsoft.SecurityInsights/incidents/comments/delete",
                   "Microsoft.SecurityInsights/incidents/runPlaybook/action"})},
      {"ab8e14d6-4a74-4a29-9ba8-549422addade",
       "Contributor",
       "Makes and changes hunts, queries, rules, watchlists, indicators, tables and rows.",
       {"*/read", "Harrier/me/*", "Harrier/hunting/*", "Harrier/queries/*", "Harrier/tables/*",
        "Microsoft.SecurityInsights/*", "Microsoft.OperationalInsights/workspaces/*", "Microsoft.Insights/*"},
       SecretsAnd({"Microsoft.SecurityInsights/incidents/runPlaybook/action",
                   "Microsoft.OperationalInsights/workspaces/write",
                   "Microsoft.OperationalInsights/workspaces/delete"})},
      {"f4c81013-99ee-4d62-a7ee-b3f1f648599a",
       "Automation",
       "For programs that react to incidents: reads, and changes incidents and what belongs to them.",
       {"Microsoft.OperationalInsights/workspaces/read",
        "Microsoft.OperationalInsights/workspaces/query/read", "Microsoft.SecurityInsights/*/read",
        "Microsoft.SecurityInsights/incidents/write", "Microsoft.SecurityInsights/incidents/comments/write",
        "Microsoft.SecurityInsights/incidents/tasks/*",
        "Microsoft.SecurityInsights/incidents/relations/write",
        "Microsoft.SecurityInsights/incidents/runPlaybook/action"},
       {}},
      {"51d6186e-6489-4900-b93f-92e23144cca5",
       "Playbook Operator",
       "Runs playbooks, and nothing else.",
       {"Microsoft.SecurityInsights/incidents/runPlaybook/action"},
       {}},
      {"8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
       "Admin",
       "Everything, users and their roles included.",
       {"*"},
       {}},
  };
}

}  // namespace

std::span<const Role> BuiltInRoles() {
  static const std::vector<Role> roles = Make();
  return roles;
}

}  // namespace harrier::access
