#include <array>
#include <utility>

#include "ingest/sources/windows_event.h"

namespace harrier::ingest {
namespace {

// Titles of security audit events (Windows Server documentation, events to monitor), for logs that come
// without their rendered messages.
constexpr std::array<std::pair<std::string_view, std::string_view>, 46> kTitles = {{
    {"1102", "The audit log was cleared."},
    {"4608", "Windows is starting up."},
    {"4610", "An authentication package has been loaded by the Local Security Authority."},
    {"4616", "The system time was changed."},
    {"4624", "An account was successfully logged on."},
    {"4625", "An account failed to log on."},
    {"4627", "Group membership information."},
    {"4634", "An account was logged off."},
    {"4647", "User initiated logoff."},
    {"4648", "A logon was attempted using explicit credentials."},
    {"4656", "A handle to an object was requested."},
    {"4657", "A registry value was modified."},
    {"4658", "The handle to an object was closed."},
    {"4661", "A handle to an object was requested."},
    {"4662", "An operation was performed on an object."},
    {"4663", "An attempt was made to access an object."},
    {"4670", "Permissions on an object were changed."},
    {"4672", "Special privileges assigned to new logon."},
    {"4673", "A privileged service was called."},
    {"4674", "An operation was attempted on a privileged object."},
    {"4688", "A new process has been created."},
    {"4689", "A process has exited."},
    {"4690", "An attempt was made to duplicate a handle to an object."},
    {"4697", "A service was installed in the system."},
    {"4698", "A scheduled task was created."},
    {"4699", "A scheduled task was deleted."},
    {"4702", "A scheduled task was updated."},
    {"4703", "A token right was adjusted."},
    {"4719", "System audit policy was changed."},
    {"4720", "A user account was created."},
    {"4722", "A user account was enabled."},
    {"4724", "An attempt was made to reset an account's password."},
    {"4726", "A user account was deleted."},
    {"4728", "A member was added to a security-enabled global group."},
    {"4732", "A member was added to a security-enabled local group."},
    {"4738", "A user account was changed."},
    {"4740", "A user account was locked out."},
    {"4768", "A Kerberos authentication ticket (TGT) was requested."},
    {"4769", "A Kerberos service ticket was requested."},
    {"4771", "Kerberos pre-authentication failed."},
    {"4776", "The computer attempted to validate the credentials for an account."},
    {"4798", "A user's local group membership was enumerated."},
    {"4799", "A security-enabled local group membership was enumerated."},
    {"5140", "A network share object was accessed."},
    {"5145", "A network share object was checked to see whether client can be granted desired access."},
    {"5156", "The Windows Filtering Platform has permitted a connection."},
}};

}  // namespace

std::string_view SecurityEventTitle(std::string_view event_id) {
  for (const auto& [id, title] : kTitles) {
    if (id == event_id) return title;
  }
  return {};
}

}  // namespace harrier::ingest
