#include "ingest/demo/office_words.h"

#include <fmt/format.h>

#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr std::string_view kNouns[][6] = {
    {"Board pack", "Strategy", "Minutes", "Risk register", "Quarterly review", "Org chart"},
    {"Invoice", "Ledger", "VAT return", "Cash flow", "Payment run", "Budget"},
    {"Test report", "Drawing", "Design note", "Bill of materials", "Release notes", "Interface spec"},
    {"Quotation", "Price list", "Customer visit", "Forecast", "Tender", "Brochure"},
    {"Purchase order", "Stock count", "Delivery note", "Planning", "Supplier audit", "Packing list"},
    {"Contract", "Appraisal", "Leave overview", "Job description", "Onboarding", "Salary review"},
    {"Change request", "Asset list", "Network diagram", "Runbook", "Licence overview", "Incident report"}};

constexpr std::string_view kSubjects[] = {
    "Re: {project} planning",      "Lunch on Thursday?", "FW: order {N5}",       "Minutes {project}",
    "Question about invoice {N4}", "Holiday request",    "Re: Re: test results", "Visit next week",
    "{project}: open points",      "New price list",     "Your parcel {N6}",     "Reminder: timesheets"};

constexpr Department kAnyone = static_cast<Department>(99);

constexpr std::string_view kRepository = R"(C:\Users\{user}\src\{project})";

constexpr ToolUse kTools[] = {
    {kAnyone, 4, "notepad", R"("C:\Windows\system32\notepad.exe" C:\Users\{user}\Documents\notes{N1}.txt)",
     "", "", "", R"(C:\Users\{user}\Documents)", "notes{N1}.txt"},
    {kAnyone, 3, "zoom", R"("C:\Program Files\Zoom\bin\Zoom.exe" --url=zoommtg://zoom.us/join?confno={N9})",
     "", "", "zoom.us", "", ""},
    {kAnyone, 2, "7z", R"("C:\Program Files\7-Zip\7z.exe" x "C:\Users\{user}\Downloads\package_{N3}.zip")",
     "", "", "", R"(C:\Users\{user}\Downloads\package_{N3})", "part{N2}.pdf"},
    {kAnyone, 1, "cmd", R"(C:\Windows\system32\cmd.exe /c ""\\KW-FS01\netlogon\drives.bat"")", "", "", "", "",
     ""},
    {Department::kFinance, 14, "ledger",
     R"("C:\Program Files\Ledgerline\Client\Ledgerline.exe" -company KW{N1} -user {user})", "", "",
     "erp.ledgerline.example", R"(C:\Users\{user}\AppData\Local\Ledgerline\cache)", "view{N5}.tmp"},
    {Department::kManagement, 6, "excel",
     R"("C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE" \\KW-FS01\management$\dashboard.xlsx)",
     "", "", "", "", ""},
    {Department::kSales, 10, "edge",
     R"("C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --app=https://erp.ledgerline.example/crm/{N5})",
     "", "", "erp.ledgerline.example", "", ""},
    {Department::kOperations, 10, "ledger",
     R"("C:\Program Files\Ledgerline\Client\Ledgerline.exe" -module stock -order {N6})", "", "",
     "erp.ledgerline.example", R"(C:\Users\{user}\AppData\Local\Ledgerline\cache)", "view{N5}.tmp"},
    {Department::kHumanResources, 6, "edge",
     R"("C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --app=https://erp.ledgerline.example/hr)",
     "", "", "erp.ledgerline.example", "", ""},
    {Department::kEngineering, 10, "git", R"(git.exe -c credential.helper=manager fetch --prune origin)",
     "vscode", R"("C:\Program Files\Microsoft VS Code\Code.exe" C:\Users\{user}\src\{project})", "github.com",
     kRepository, "FETCH_HEAD"},
    {Department::kEngineering, 8, "git", R"(git.exe commit -m "{project}: fix unit {N3}")", "cmd",
     R"("C:\Windows\System32\cmd.exe")", "", kRepository, "COMMIT_EDITMSG"},
    {Department::kEngineering, 6, "python",
     R"("C:\Program Files\Python312\python.exe" -m pytest tests -k unit_{N2})", "powershell",
     R"("C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe" -noexit -command "cd C:\Users\{user}\src\{project}")",
     "", kRepository, "result_{N3}.xml"},
    {Department::kEngineering, 4, "node",
     R"("C:\Program Files\nodejs\node.exe" "C:\Program Files\nodejs\node_modules\npm\bin\npm-cli.js" ci)",
     "cmd", R"("C:\Windows\System32\cmd.exe")", "registry.npmjs.org", kRepository, "package-{H4}.json"},
    {Department::kEngineering, 4, "cmake",
     R"("C:\Program Files\CMake\bin\cmake.exe" --build build --target {project}_{H3})", "cmd",
     R"("C:\Windows\System32\cmd.exe")", "", kRepository, "unit_{H4}.obj"},
    {Department::kEngineering, 3, "docker", R"(docker build -t kestrel/{project}:{N3} .)", "powershell",
     R"("C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe")", "", "", ""},
    {Department::kEngineering, 2, "aws",
     R"(aws s3 sync build s3://kestrel-{project}-artifacts/ --only-show-errors)", "powershell",
     R"("C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe")", "", "", ""},
    {Department::kEngineering, 7, "cadviewer",
     R"("C:\Program Files\FormaCAD\2024\bin\FormaView.exe" \\KW-FS01\enginee$\{project}\part{N4}.fcd)", "",
     "", "", R"(C:\Users\{user}\AppData\Local\FormaCAD\cache)", "part{N4}.mesh"},
    {Department::kEngineering, 2, "ssh", R"("C:\Windows\System32\OpenSSH\ssh.exe" {user}@kw-lx-build01)",
     "cmd", R"("C:\Windows\System32\cmd.exe")", "", "", ""},
    {Department::kIt, 5, "mmc", R"("C:\Windows\system32\mmc.exe" "C:\Windows\system32\dsa.msc")", "", "", "",
     "", ""},
    {Department::kIt, 5, "powershell",
     R"("C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe" -Command "Get-Service -ComputerName {server} | Where-Object Status -ne Running")",
     "", "", "", "", ""},
    {Department::kIt, 3, "powershell",
     R"("C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe" -File C:\Scripts\Get-DiskReport.ps1 -Server {server})",
     "", "", "", R"(C:\Scripts\out)", "disk_{N4}.csv"},
    {Department::kIt, 2, "ping", "ping -n 2 {server}", "cmd", R"("C:\Windows\System32\cmd.exe")", "", "", ""},
    {Department::kIt, 1, "ipconfig", "ipconfig /all", "cmd", R"("C:\Windows\System32\cmd.exe")", "", "", ""},
    {Department::kIt, 1, "nltest", "nltest /sc_query:KESTREL", "cmd", R"("C:\Windows\System32\cmd.exe")", "",
     "", ""},
    {Department::kIt, 1, "quser", "quser /server:{server}", "cmd", R"("C:\Windows\System32\cmd.exe")", "", "",
     ""},
    {Department::kIt, 1, "net", "net localgroup Administrators", "cmd", R"("C:\Windows\System32\cmd.exe")",
     "", "", ""},
    {Department::kIt, 1, "systeminfo", "systeminfo /s {server}", "cmd", R"("C:\Windows\System32\cmd.exe")",
     "", "", ""},
    {Department::kIt, 2, "robocopy",
     R"(robocopy \\KW-FS01\install$ D:\install /E /R:1 /LOG+:C:\Scripts\copy.log)", "cmd",
     R"("C:\Windows\System32\cmd.exe")", "", "", ""},
    {Department::kIt, 1, "certutil", R"(certutil -dump C:\Certs\portal_{N4}.cer)", "cmd",
     R"("C:\Windows\System32\cmd.exe")", "", "", ""},
};

}  // namespace

std::string DocumentName(Random& random, Department department, const std::vector<std::string>& projects,
                         std::string_view program) {
  constexpr std::string_view kEndings[] = {"docx", "xlsx", "pptx", "pdf", "xlsx", "pdf", "msg", "zip"};
  const std::string_view ending = program == "winword"    ? "docx"
                                  : program == "excel"    ? "xlsx"
                                  : program == "powerpnt" ? "pptx"
                                                          : random.Pick(kEndings);
  const std::string_view noun = random.Pick(kNouns[static_cast<size_t>(department)]);
  switch (random.Below(4)) {
    case 0:
      return fmt::format("{} {} v{}.{}", noun, random.Pick(projects), random.Between(1, 9), ending);
    case 1:
      return fmt::format("{}_{}.{}", noun, random.Between(1000, 9999), ending);
    case 2:
      return fmt::format("{} week {}.{}", noun, random.Between(1, 52), ending);
    default:
      return fmt::format("{} {}.{}", random.Pick(projects), Lower(noun), ending);
  }
}

std::string Subject(Random& random, const std::vector<std::string>& projects) {
  return Fill(random.Pick(kSubjects), random, {{"project", random.Pick(projects)}});
}

const ToolUse& PickTool(Random& random, Department department) {
  int total = 0;
  for (const ToolUse& use : kTools) {
    if (use.department == department || use.department == kAnyone) total += use.weight;
  }
  int roll = static_cast<int>(random.Below(static_cast<uint64_t>(total)));
  for (const ToolUse& use : kTools) {
    if (use.department != department && use.department != kAnyone) continue;
    roll -= use.weight;
    if (roll < 0) return use;
  }
  return kTools[0];
}

}  // namespace harrier::ingest::demo
