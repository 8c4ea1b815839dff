#include "hunting/entities/entity_type.h"

#include <string>

#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kAccount[] = {
    "Name",      "FullName", "NTDomain",       "DnsDomain",  "UPNSuffix",   "Sid", "AadTenantId",
    "AadUserId", "PUID",     "IsDomainJoined", "ObjectGuid", "DisplayName", "Host"};
constexpr std::string_view kNameUpn[] = {"Name", "UPNSuffix"};
constexpr std::string_view kNameDns[] = {"Name", "DnsDomain"};
constexpr std::string_view kNameNt[] = {"Name", "NTDomain"};
constexpr std::string_view kNameNtHost[] = {"Name", "NTDomain", "Host"};
constexpr std::string_view kSid[] = {"Sid"};
constexpr std::string_view kSidHost[] = {"Sid", "Host"};
constexpr std::string_view kAadUser[] = {"AadUserId"};
constexpr std::string_view kPuid[] = {"PUID"};
constexpr std::string_view kObjectGuid[] = {"ObjectGuid"};
constexpr StrongKey kAccountKeys[] = {{kAadUser}, {kPuid},    {kObjectGuid}, {kSid},       {kSidHost},
                                      {kNameUpn}, {kNameDns}, {kNameNt},     {kNameNtHost}};

constexpr std::string_view kHost[] = {"HostName", "DnsDomain",  "NTDomain", "FullName",  "NetBiosName",
                                      "AzureID",  "OMSAgentID", "OSFamily", "OSVersion", "IsDomainJoined"};
constexpr std::string_view kHostDns[] = {"HostName", "DnsDomain"};
constexpr std::string_view kHostNt[] = {"HostName", "NTDomain"};
constexpr std::string_view kBiosDns[] = {"NetBiosName", "DnsDomain"};
constexpr std::string_view kBiosNt[] = {"NetBiosName", "NTDomain"};
constexpr std::string_view kAzureId[] = {"AzureID"};
constexpr std::string_view kAgent[] = {"OMSAgentID"};
constexpr StrongKey kHostKeys[] = {{kAzureId}, {kAgent}, {kHostDns}, {kHostNt}, {kBiosDns}, {kBiosNt}};

constexpr std::string_view kIp[] = {"Address", "AddressScope"};
constexpr std::string_view kAddress[] = {"Address"};
constexpr StrongKey kIpKeys[] = {{kAddress}, {kIp}};

constexpr std::string_view kUrl[] = {"Url"};
constexpr StrongKey kUrlKeys[] = {{kUrl}};

constexpr std::string_view kAzureResource[] = {"ResourceId"};
constexpr StrongKey kAzureResourceKeys[] = {{kAzureResource}};

constexpr std::string_view kApplication[] = {"AppId", "Name", "InstanceName"};
constexpr std::string_view kAppId[] = {"AppId"};
constexpr std::string_view kAppIdInstance[] = {"AppId", "InstanceName"};
constexpr std::string_view kAppName[] = {"Name"};
constexpr std::string_view kAppNameInstance[] = {"Name", "InstanceName"};
constexpr StrongKey kApplicationKeys[] = {{kAppIdInstance}, {kAppId}, {kAppNameInstance}, {kAppName}};

constexpr std::string_view kDns[] = {"DomainName", "DnsServerIp", "HostIpAddress"};
constexpr StrongKey kDnsKeys[] = {{kDns}};

constexpr std::string_view kFile[] = {"Name", "Directory", "Hash", "Host"};
constexpr std::string_view kFilePath[] = {"Name", "Directory"};
constexpr std::string_view kFileHashed[] = {"Name", "Hash"};
constexpr StrongKey kFileKeys[] = {{kFileHashed}, {kFilePath}};

constexpr std::string_view kHash[] = {"Algorithm", "Value"};
constexpr StrongKey kHashKeys[] = {{kHash}};

constexpr std::string_view kMalware[] = {"Name", "Category"};
constexpr StrongKey kMalwareKeys[] = {{kMalware}};

constexpr std::string_view kProcess[] = {"ProcessId", "CommandLine", "ElevationToken", "CreationTimeUtc",
                                         "Host",      "ImageFile",   "ParentProcess"};
constexpr std::string_view kProcessKey[] = {"Host", "ProcessId", "CreationTimeUtc"};
constexpr std::string_view kProcessParent[] = {"Host", "ParentProcess", "CreationTimeUtc", "CommandLine"};
constexpr std::string_view kProcessImage[] = {"Host", "ImageFile", "CreationTimeUtc", "CommandLine"};
constexpr StrongKey kProcessKeys[] = {{kProcessKey}, {kProcessParent}, {kProcessImage}};

constexpr std::string_view kRegistryKey[] = {"Hive", "Key"};
constexpr StrongKey kRegistryKeyKeys[] = {{kRegistryKey}};
constexpr std::string_view kRegistryValue[] = {"Name", "Value", "ValueType", "Key"};
constexpr std::string_view kRegistryValueKey[] = {"Key", "Name"};
constexpr StrongKey kRegistryValueKeys[] = {{kRegistryValueKey}};

constexpr std::string_view kGroup[] = {"DistinguishedName", "SID", "ObjectGuid"};
constexpr std::string_view kGroupName[] = {"DistinguishedName"};
constexpr std::string_view kGroupSid[] = {"SID"};
constexpr StrongKey kGroupKeys[] = {{kGroupName}, {kGroupSid}, {kObjectGuid}};

constexpr std::string_view kMailbox[] = {"MailboxPrimaryAddress", "DisplayName", "Upn",
                                         "ExternalDirectoryObjectId", "RiskLevel"};
constexpr std::string_view kMailboxKey[] = {"MailboxPrimaryAddress"};
constexpr StrongKey kMailboxKeys[] = {{kMailboxKey}};

constexpr std::string_view kCluster[] = {"NetworkMessageIds",
                                         "CountByDeliveryStatus",
                                         "CountByThreatType",
                                         "CountByProtectionStatus",
                                         "Threats",
                                         "Query",
                                         "QueryTime",
                                         "MailCount",
                                         "IsVolumeAnomaly",
                                         "Source",
                                         "ClusterSourceIdentifier",
                                         "ClusterSourceType",
                                         "ClusterQueryStartTime",
                                         "ClusterQueryEndTime",
                                         "ClusterGroup"};
constexpr std::string_view kClusterKey[] = {"Query", "Source"};
constexpr StrongKey kClusterKeys[] = {{kClusterKey}};

constexpr std::string_view kMessage[] = {"Recipient",
                                         "Urls",
                                         "Threats",
                                         "Sender",
                                         "P1Sender",
                                         "P1SenderDisplayName",
                                         "P1SenderDomain",
                                         "SenderIP",
                                         "P2Sender",
                                         "P2SenderDisplayName",
                                         "P2SenderDomain",
                                         "ReceivedDate",
                                         "NetworkMessageId",
                                         "InternetMessageId",
                                         "Subject",
                                         "BodyFingerprintBin1",
                                         "BodyFingerprintBin2",
                                         "BodyFingerprintBin3",
                                         "BodyFingerprintBin4",
                                         "BodyFingerprintBin5",
                                         "AntispamDirection",
                                         "DeliveryAction",
                                         "DeliveryLocation",
                                         "Language",
                                         "ThreatDetectionMethods"};
constexpr std::string_view kMessageKey[] = {"NetworkMessageId", "Recipient"};
constexpr StrongKey kMessageKeys[] = {{kMessageKey}};

constexpr std::string_view kSubmission[] = {"NetworkMessageId", "Timestamp", "Recipient",  "Sender",
                                            "SenderIp",         "Subject",   "ReportType", "SubmissionId",
                                            "SubmissionDate",   "Submitter"};
constexpr std::string_view kSubmissionKey[] = {"SubmissionId", "NetworkMessageId", "Recipient", "Submitter"};
constexpr StrongKey kSubmissionKeys[] = {{kSubmissionKey}};

constexpr std::string_view kIotDevice[] = {"IoTHub",     "DeviceId",  "DeviceName", "IoTSecurityAgentId",
                                           "DeviceType", "Vendor",    "Model",      "OperatingSystem",
                                           "IpAddress",  "MacAddress"};
constexpr std::string_view kIotKey[] = {"IoTHub", "DeviceId"};
constexpr StrongKey kIotKeys[] = {{kIotKey}};
constexpr std::string_view kNic[] = {"MacAddress", "IpAddress", "Vlans"};
constexpr std::string_view kNicKey[] = {"MacAddress"};
constexpr StrongKey kNicKeys[] = {{kNicKey}};
constexpr std::string_view kAlert[] = {"SystemAlertId"};
constexpr StrongKey kAlertKeys[] = {{kAlert}};
constexpr std::string_view kBookmark[] = {"BookmarkId"};
constexpr StrongKey kBookmarkKeys[] = {{kBookmark}};

constexpr EntityType kTypes[] = {
    {"Account", kAccount, kAccountKeys},
    {"Host", kHost, kHostKeys},
    {"IP", kIp, kIpKeys},
    {"URL", kUrl, kUrlKeys},
    {"AzureResource", kAzureResource, kAzureResourceKeys},
    {"CloudApplication", kApplication, kApplicationKeys},
    {"DNS", kDns, kDnsKeys},
    {"File", kFile, kFileKeys},
    {"FileHash", kHash, kHashKeys},
    {"Malware", kMalware, kMalwareKeys},
    {"Process", kProcess, kProcessKeys},
    {"RegistryKey", kRegistryKey, kRegistryKeyKeys},
    {"RegistryValue", kRegistryValue, kRegistryValueKeys},
    {"SecurityGroup", kGroup, kGroupKeys},
    {"Mailbox", kMailbox, kMailboxKeys},
    {"MailCluster", kCluster, kClusterKeys},
    {"MailMessage", kMessage, kMessageKeys},
    {"SubmissionMail", kSubmission, kSubmissionKeys},
    {"IoTDevice", kIotDevice, kIotKeys, false},
    {"Nic", kNic, kNicKeys, false},
    {"SecurityAlert", kAlert, kAlertKeys, false},
    {"HuntingBookmark", kBookmark, kBookmarkKeys, false},
};

/// Other names: those in SecurityAlert.Entities, and of the REST API.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
    {"ipaddress", "IP"},
    {"dnsresolution", "DNS"},
    {"cloudapplicationentity", "CloudApplication"},
    {"iotdevices", "IoTDevice"},
    {"mailboxes", "Mailbox"},
    {"bookmark", "HuntingBookmark"},
    {"nics", "Nic"},
};

}  // namespace

std::span<const EntityType> EntityTypes() {
  return kTypes;
}

const EntityType* FindEntityType(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') plain += c;
  }
  for (const auto& [other, known] : kOtherNames) {
    if (SameName(other, plain)) plain = known;
  }
  for (const EntityType& type : kTypes) {
    if (SameName(type.name, plain)) return &type;
  }
  return nullptr;
}

std::string_view FindIdentifier(const EntityType& type, std::string_view name) {
  for (const std::string_view identifier : type.identifiers) {
    if (SameName(identifier, name)) return identifier;
  }
  return {};
}

}  // namespace harrier::hunting
