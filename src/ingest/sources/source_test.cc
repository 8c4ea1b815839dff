#include "ingest/ingest_testing.h"

namespace harrier::ingest {
namespace {

using SourceTest = IngestTest;

TEST_F(SourceTest, MapsFlatSecurityEvents) {
  Take(
      "security.json",
      R"({"EventID":4624,"Channel":"Security","Hostname":"dc1.corp.local","SourceName":"Microsoft-Windows-Security-Auditing",)"
      R"("EventTime":"2026-01-01 05:00:00","@timestamp":"2026-01-01T10:00:00.5Z","Keywords":-9214364837600034816,"EventType":"AUDIT_SUCCESS",)"
      R"("SeverityValue":2,"Task":12544,"Message":"An account was successfully logged on.\r\n\r\nSubject:","SubjectUserName":"-",)"
      R"("SubjectDomainName":"-","TargetUserName":"ann","TargetDomainName":"CORP","LogonType":"10","IpAddress":"10.1.1.1",)"
      R"("ProcessName":"C:\\Windows\\System32\\svchost.exe","RemoteCredentialGuard":"-","tags":["x"]})"
      "\n");
  EXPECT_EQ(RowOf("SecurityEvent",
                  {"TimeGenerated", "Computer", "EventID", "Channel", "EventSourceName", "Task", "Level"}),
            "2026-01-01T10:00:00.5000000Z|dc1.corp.local|4624|Security|Microsoft-Windows-Security-Auditing|"
            "12544|0");
  EXPECT_EQ(RowOf("SecurityEvent", {"Activity", "Account", "TargetAccount", "AccountType", "LogonType",
                                    "LogonTypeName", "IpAddress", "Process", "Keywords", "SubjectAccount"}),
            "4624 - An account was successfully logged on.|CORP\\ann|CORP\\ann|User|10|10 - "
            "RemoteInteractive|10.1.1.1|"
            "svchost.exe|0x8020000000000000|''");
  // RemoteCredentialGuard has no column.
  EXPECT_NE(RowOf("SecurityEvent", {"EventData"}).find("<Data Name=\"RemoteCredentialGuard\">-</Data>"),
            std::string::npos);
  EXPECT_EQ(RowOf("SecurityEvent", {"_Overflow"}).find("\"tags\":[\"x\"]") == std::string::npos, false);
}

TEST_F(SourceTest, MapsFlatSysmonEventsInTheOrderOfTheirMessage) {
  Take(
      "sysmon.json",
      R"({"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Hostname":"ws1","SourceName":"Microsoft-Windows-Sysmon",)"
      R"("@timestamp":"2026-01-01T10:00:00Z","SeverityValue":2,"Image":"C:\\a&b.exe","UtcTime":"2026-01-01 09:59:59.123","RuleName":"-",)"
      R"("Message":"Process Create:\r\nRuleName: -\r\nUtcTime: 2026-01-01 09:59:59.123\r\nImage: C:\\a&b.exe\r\n","Domain":"NT AUTHORITY",)"
      R"("AccountName":"SYSTEM","UserID":"S-1-5-18","ExecutionProcessID":3172})"
      "\n");
  EXPECT_EQ(
      RowOf("Event", {"TimeGenerated", "Source", "EventLog", "Computer", "EventID", "EventLevel",
                      "EventLevelName", "UserName"}),
      "2026-01-01T10:00:00.0000000Z|Microsoft-Windows-Sysmon|Microsoft-Windows-Sysmon/Operational|ws1|1|4|"
      "Information|NT AUTHORITY\\SYSTEM");
  EXPECT_EQ(
      RowOf("Event", {"EventData"}),
      "<DataItem type=\"System.XmlData\" time=\"2026-01-01T10:00:00.0000000Z\" sourceHealthServiceId=\"\">"
      "<EventData xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><Data "
      "Name=\"RuleName\">-</Data>"
      "<Data Name=\"UtcTime\">2026-01-01 09:59:59.123</Data><Data "
      "Name=\"Image\">C:\\a&amp;b.exe</Data></EventData>"
      "</DataItem>");
  EXPECT_EQ(RowOf("Event", {"_Overflow"}),
            R"({"SystemProcessId":"3172","SystemUserId":"S-1-5-18","SeverityValue":2})");
}

TEST_F(SourceTest, MapsNestedShapesOfWindowsEvents) {
  IngestRequest request;
  request.table = "WindowsEvent";
  Take(
      "beat.json",
      R"({"@timestamp":"2026-01-01T10:00:00Z","message":"text","log":{"level":"warning"},"winlog":{"channel":"System",)"
      R"("event_id":7045,"computer_name":"ws1","provider_name":"Service Control Manager","record_id":9,"process":{"pid":4},)"
      R"("event_data":{"ServiceName":"evil","ImagePath":"c:\\x"},"user":{"identifier":"S-1-5-18"}}})"
      "\n",
      request);
  EXPECT_EQ(
      RowOf("WindowsEvent", {"TimeGenerated", "Provider", "Channel", "Computer", "EventID", "EventLevelName",
                             "EventRecordId", "SystemProcessId", "SystemUserId", "EventData"}),
      "2026-01-01T10:00:00.0000000Z|Service Control Manager|System|ws1|7045|Warning|9|4|S-1-5-18|"
      "{\"ServiceName\":\"evil\",\"ImagePath\":\"c:\\\\x\"}");
  Take(
      "dump.json",
      R"({"Event":{"System":{"Provider":{"#attributes":{"Name":"P"}},"EventID":{"#text":5,"#attributes":{"Qualifiers":1}},)"
      R"("Channel":"Security","Computer":"ws2","TimeCreated":{"#attributes":{"SystemTime":"2026-01-02T00:00:00Z"}},)"
      R"("Execution":{"#attributes":{"ProcessID":1}}},"EventData":{"Data":[{"@Name":"SubjectUserName","#text":"bob"}]}}})"
      "\n");
  EXPECT_EQ(
      RowOf("SecurityEvent", {"TimeGenerated", "EventSourceName", "EventID", "Computer", "SubjectUserName"}),
      "2026-01-02T00:00:00.0000000Z|P|5|ws2|bob");
}

TEST_F(SourceTest, FollowsTheTypeOfExportedRows) {
  Take(
      "export.json",
      R"({"TenantId":"t","TimeGenerated":"2026-01-01","Type":"VMConnection","Computer":"vm","BytesSent":5,"Direction_string":"inbound","odd":1})"
      "\n");
  EXPECT_EQ(RowOf("VMConnection", {"Computer", "BytesSent", "Direction", "_Overflow"}),
            "vm|5|inbound|{\"odd\":1}");
}

TEST_F(SourceTest, TakesRowsOfTheAskedTableAsTheyAre) {
  IngestRequest request;
  request.table = "SecurityEvent";
  Take("rows.json",
       R"({"TimeGenerated":"2026-01-01T10:00:00Z","Computer":"dc1","EventID":4625,"Activity":"own words",)"
       R"("Account":"CORP\\ann","TargetUserName":"ann","EventData":"<Data Name=\"A\">1</Data>"})"
       "\n",
       request);
  EXPECT_EQ(RowOf("SecurityEvent", {"Activity", "Account", "TargetUserName", "EventData"}),
            "own words|CORP\\ann|ann|<Data Name=\"A\">1</Data>");
  EXPECT_EQ(RowOf("SecurityEvent", {"_Overflow"}), "no column _Overflow");
}

TEST_F(SourceTest, MapsCloudTrail) {
  Take(
      "trail.json",
      R"({"Records":[{"eventVersion":"1.08","eventTime":"2026-01-01T00:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject",)"
      R"("awsRegion":"eu-west-1","sourceIPAddress":"1.2.3.4","readOnly":true,"requestParameters":{"bucketName": "b"},"eventID":"e1",)"
      R"("userIdentity":{"type":"AssumedRole","arn":"arn:x","accountId":"1","sessionContext":{"attributes":{"mfaAuthenticated":"false"},)"
      R"("sessionIssuer":{"userName":"role"}}},"tlsDetails":{"tlsVersion":"TLSv1.3"},"extra":"kept"}]})"
      "\n");
  EXPECT_EQ(
      RowOf("AWSCloudTrail", {"TimeGenerated", "EventName", "AWSRegion", "SourceIpAddress", "ReadOnly",
                              "RequestParameters", "AwsEventId", "UserIdentityType", "UserIdentityArn",
                              "SessionMfaAuthenticated", "SessionIssuerUserName", "TlsVersion", "_Overflow"}),
      "2026-01-01T00:00:00.0000000Z|GetObject|eu-west-1|1.2.3.4|true|{\"bucketName\":\"b\"}|e1|AssumedRole|"
      "arn:x|"
      "false|role|TLSv1.3|{\"extra\":\"kept\"}");
}

TEST_F(SourceTest, MapsS3AccessLogs) {
  Take("s3.log",
       "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be bkt [06/Feb/2026:00:00:38 +0000] "
       "192.0.2.3 "
       "arn:aws:iam::1:user/u 3E57427F3EXAMPLE REST.GET.OBJECT some/key \"GET /bkt/some/key HTTP/1.1\" 200 - "
       "113 4096 7 - "
       "\"-\" \"S3Console/0.4 (x)\" - host= SigV4 ECDHE AuthHeader b.s3.amazonaws.com TLSV1.2 - -\n");
  EXPECT_EQ(RowOf("AWSS3ServerAccess", {"TimeGenerated", "Bucket", "RemoteIp", "Operation", "Key",
                                        "RequestUri", "HttpStatus", "BytesSent", "UserAgent", "TLSVersion"}),
            "2026-02-06T00:00:38.0000000Z|bkt|192.0.2.3|REST.GET.OBJECT|some/key|GET /bkt/some/key "
            "HTTP/1.1|200|113|"
            "S3Console/0.4 (x)|TLSV1.2");
}

TEST_F(SourceTest, MapsEntraLogs) {
  Take(
      "diagnostics.json",
      R"({"time":"2026-01-01T00:00:00Z","resourceId":"/t","operationName":"Sign-in activity","category":"SignInLogs","resultType":"50126",)"
      R"("callerIpAddress":"1.1.1.1","location":"NL","properties":{"userPrincipalName":"ann@x","appDisplayName":"Portal",)"
      R"("location":{"city":"A"},"ipAddress":"1.1.1.1"}})"
      "\n");
  EXPECT_EQ(RowOf("SigninLogs", {"TimeGenerated", "UserPrincipalName", "AppDisplayName", "ResultType",
                                 "IPAddress", "Location", "LocationDetails"}),
            "2026-01-01T00:00:00.0000000Z|ann@x|Portal|50126|1.1.1.1|NL|{\"city\":\"A\"}");
  Take(
      "audits.json",
      R"([{"id":"a1","activityDateTime":"2026-01-02T00:00:00Z","activityDisplayName":"Add user","operationType":"Add","result":"success",)"
      R"("initiatedBy":{"user":{"id":"u"}},"targetResources":[{"id":"r"}]}])");
  EXPECT_EQ(
      RowOf("AuditLogs", {"TimeGenerated", "OperationName", "AADOperationType", "Result", "InitiatedBy"}),
      "2026-01-02T00:00:00.0000000Z|Add user|Add|success|{\"user\":{\"id\":\"u\"}}");
}

TEST_F(SourceTest, MapsPurviewExportsWithJsonInside) {
  Take("audit.csv",
       "RecordId,CreationDate,RecordType,Operation,UserId,AuditData\r\n"
       "r1,2026-01-01T00:00:00Z,2,MailItemsAccessed,ann@x,\"{\"\"CreationTime\"\":\"\"2026-01-01T00:00:"
       "01\"\",\"\"Id\"\":\"\"r1\"\","
       "\"\"Operation\"\":\"\"MailItemsAccessed\"\",\"\"RecordType\"\":2,\"\"UserType\"\":0,\"\"Workload\"\":"
       "\"\"Exchange\"\","
       "\"\"UserId\"\":\"\"ann@x\"\",\"\"ClientIPAddress\"\":\"\"9.9.9.9\"\",\"\"LogonType\"\":2}\"\r\n");
  EXPECT_EQ(RowOf("OfficeActivity", {"TimeGenerated", "Operation", "RecordType", "UserType", "OfficeWorkload",
                                     "UserId", "Client_IPAddress", "Logon_Type", "OfficeId"}),
            "2026-01-01T00:00:01.0000000Z|MailItemsAccessed|ExchangeItem|Regular|Exchange|ann@x|9.9.9.9|"
            "Delegated|r1");
}

TEST_F(SourceTest, FindsTheTablesOfDefenderRows) {
  Take(
      "xdr.json",
      R"({"Timestamp":"2026-01-01T00:00:00Z","DeviceId":"d","DeviceName":"ws1","ActionType":"ProcessCreated","FileName":"a.exe","ReportId":5})"
      "\n"
      R"({"Timestamp":"2026-01-01T00:00:01Z","ActionType":"LDAP query","Application":"Active Directory","Protocol":"Ldap","QueryTarget":"x","Query":"q","AccountUpn":"a@x","DeviceId":""})"
      "\n"
      R"({"Timestamp":"2026-01-01T00:00:02Z","ActionType":"MailItemsAccessed","ApplicationId":20893,"RawEventData":"{\"a\": 1}","AccountObjectId":"o","UserAgent":"","IPAddress":"1.1.1.1"})"
      "\n");
  EXPECT_EQ(RowOf("DeviceProcessEvents", {"TimeGenerated", "Timestamp", "FileName"}),
            "2026-01-01T00:00:00.0000000Z|2026-01-01T00:00:00.0000000Z|a.exe");
  EXPECT_EQ(RowOf("IdentityQueryEvents", {"ActionType", "Query"}), "LDAP query|q");
  EXPECT_EQ(RowOf("CloudAppEvents", {"ActionType", "ApplicationId", "RawEventData"}),
            "MailItemsAccessed|20893|{\"a\":1}");
}

TEST_F(SourceTest, MakesTablesForSuricataZeekAndPlaso) {
  Take(
      "eve.json",
      R"({"timestamp":"2026-01-01T00:00:00.123456+0100","flow_id":1,"event_type":"alert","src_ip":"1.1.1.1","alert":{"signature": "S"}})"
      "\n");
  EXPECT_EQ(RowOf("Suricata_alert_CL", {"TimeGenerated", "flow_id", "src_ip", "alert"}),
            "2025-12-31T23:00:00.1234560Z|1|1.1.1.1|{\"signature\":\"S\"}");
  Take("conn.log",
       "#separator "
       "\\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_p\n#types\ttime\tstring\taddr\tport\n"
       "1767225600.5\tC1\t10.0.0.1\t443\n");
  EXPECT_EQ(RowOf("Zeek_conn_CL", {"TimeGenerated", "uid", "id_orig_h", "id_resp_p"}),
            "2026-01-01T00:00:00.5000000Z|C1|10.0.0.1|443");
  Take("dns.log", R"({"ts":1767225600,"uid":"C2","id.orig_h":"10.0.0.2","query":"a.b"})"
                  "\n");
  EXPECT_EQ(RowOf("Zeek_dns_CL", {"uid", "id_orig_h", "query"}), "C2|10.0.0.2|a.b");
  Take(
      "timeline.jsonl",
      R"({"__container_type__":"event","data_type":"fs:stat","timestamp":1767225600000000,"timestamp_desc":"Created","message":"m"})"
      "\n");
  EXPECT_EQ(RowOf("Plaso_CL", {"TimeGenerated", "timestamp_desc", "message"}),
            "2026-01-01T00:00:00.0000000Z|Created|m");
}

TEST_F(SourceTest, MakesTablesForVelociraptorAndKape) {
  Take("collection/results/Windows.System.Pslist.json",
       "{\"Pid\":4,\"Name\":\"System\",\"CreateTime\":\"2026-01-01T00:00:00Z\"}\n");
  EXPECT_EQ(RowOf("Velociraptor_Windows_System_Pslist_CL", {"Pid", "Name"}), "4|System");
  Take("FileSystem/20260101120000_MFTECmd_$MFT_Output.csv",
       "EntryNumber,InUse,FileName,Created0x10\n5,True,a.txt,2026-01-01 00:00:00.1234567\n");
  EXPECT_EQ(RowOf("KAPE_MFTECmd__MFT_CL", {"TimeGenerated", "EntryNumber", "InUse", "FileName"}),
            "2026-01-01T00:00:00.1234567Z|5|true|a.txt");
}

TEST_F(SourceTest, ReadsLinesOfSyslogAndAuditd) {
  const FileReport report =
      Take("messages",
           "<34>Jan  5 22:14:15 mymachine su[230]: 'su root' failed\n"
           "<165>1 2026-01-03T22:14:15.003Z host.example evntslog 7 ID47 [x@1 a=\"]\"] An application\n"
           "Dec 31 08:00:00 box kernel: booted\nno syslog at all\n");
  EXPECT_EQ(report.rejected, 1U);
  EXPECT_EQ(Rows("Syslog", {"TimeGenerated", "HostName", "Facility", "SeverityLevel", "ProcessName",
                            "ProcessID", "SyslogMessage", "_Overflow"}),
            (Texts{"2025-12-31T08:00:00.0000000Z|box|''|''|kernel|null|booted|null",
                   "2026-01-03T22:14:15.0030000Z|host.example|local4|notice|evntslog|7|An application|"
                   "{\"MessageId\":\"ID47\",\"StructuredData\":\"[x@1 a=\\\"]\\\"]\"}",
                   "2026-01-05T22:14:15.0000000Z|mymachine|auth|crit|su|230|'su root' failed|null"}));
  Take("audit.log", "type=SYSCALL msg=audit(1767225600.965:93777): arch=c000003e\n");
  const auto rows = Rows("Syslog", {"TimeGenerated", "ProcessName", "SyslogMessage"});
  EXPECT_EQ(
      std::count(
          rows.begin(), rows.end(),
          "2026-01-01T00:00:00.9650000Z|auditd|type=SYSCALL msg=audit(1767225600.965:93777): arch=c000003e"),
      1);
}

}  // namespace
}  // namespace harrier::ingest
