#include "hunting/incidents/inert_html.h"

#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

TEST(InertHtml, LeavesWhatOnlyShows) {
  for (const std::string_view text : {
           "plain **bold** `code` 1 < 2 && 3 > 2",
           "<b>bold</b><br/> <TABLE><tr><td colspan=\"2\">x</td></tr></TABLE>",
           "<a href=\"https://example.com/?a=1&amp;b=2\" title='t'>link</a> <a href='/relative#x'>r</a>",
           "<https://example.com> <mailto:a@b.example>",
           "[x](https://example.com \"title\") ![i](http://example.com/i.png) [r]: http://example.com",
           "C:\\Windows\\Temp and T1059: a script",
           "\xC3\xA9t\xC3\xA9 <3",
       }) {
    EXPECT_EQ(WithInertHtml(text), text);
  }
}

TEST(InertHtml, MakesTheRestText) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"},
      {"<SCRIPT src=//x>", "&lt;SCRIPT src=//x>"},
      {"<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)>"},
      {"<b onclick=\"x()\">b</b>", "&lt;b onclick=\"x()\">b</b>"},
      {"<b/onmouseover=x>", "&lt;b/onmouseover=x>"},
      {"<a href=\"javascript:x()\">", "&lt;a href=\"javascript:x()\">"},
      {"<a href=\" java&#10;script&colon;x()\">", "&lt;a href=\" java&#10;script&colon;x()\">"},
      {"<a href='&#x6A;avascript&#58;x'>", "&lt;a href='&#x6A;avascript&#58;x'>"},
      {"<a href=javascript:x>", "&lt;a href=javascript:x>"},
      {"<a href=\"data:text/html,x\">", "&lt;a href=\"data:text/html,x\">"},
      {"<b title='\n\n<script>x</script>'>", "&lt;b title='\n\n&lt;script>x&lt;/script>'>"},
      {"<b title='\n\n[x](javascript:y)'>", "&lt;b title='\n\n[x]\\(javascript:y)'>"},
      {"<script/x:y>", "&lt;script/x:y>"},
      {"<?:>", "&lt;?:>"},
      {"<svg/onload=x>", "&lt;svg/onload=x>"},
      {"<!-- x --><?php ?>", "&lt;!-- x -->&lt;?php ?>"},
      {"<iframe", "&lt;iframe"},
      {"<javascript:alert(1)>", "&lt;javascript:alert(1)>"},
      {"[x](javascript:alert(1))", "[x]\\(javascript:alert(1))"},
      {"[x]( <JaVaScRiPt:x>)", "[x]\\( &lt;JaVaScRiPt:x>)"},
      {"[x](java&Tab;script:x)", "[x]\\(java&Tab;script:x)"},
      {"[x]:\n vbscript:x", "[x]\\:\n vbscript:x"},
  };
  for (const auto& [given, wanted] : cases) {
    const std::string inert = WithInertHtml(given);
    EXPECT_EQ(inert, wanted) << given;
    EXPECT_EQ(WithInertHtml(inert), inert) << given;
  }
}

}  // namespace
}  // namespace harrier::hunting
