#include "access/certificate.h"

#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "access/openssl.h"

namespace harrier::access {
namespace {

constexpr int64_t kDay = 24 * 60 * 60;
constexpr int64_t kNow = 1'767'225'600;

X509Certificate Read(const std::string& pem) {
  const Bio in = ReadOnly(pem);
  return X509Certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
}

/// OpenSSL's own judgement of a TLS server's certificate, with its strict checks.
int Judge(const Certificate& authority, const Certificate& server, const char* host, int64_t now) {
  const X509Certificate root = Read(authority.certificate);
  const X509Certificate leaf = Read(server.certificate);
  X509_STORE* const store = X509_STORE_new();
  X509_STORE_add_cert(store, root.get());
  X509_STORE_CTX* const context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, leaf.get(), nullptr);
  X509_VERIFY_PARAM* const wanted = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_time(wanted, static_cast<time_t>(now));
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host) != 1) X509_VERIFY_PARAM_set1_host(wanted, host, 0);
  X509_verify_cert(context);
  const int verdict = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return verdict;
}

TEST(Certificate, PassesStrictChecks) {
  const Certificate authority = MakeAuthority("Harrier CA", kNow).value();
  const Certificate server = MakeServerCertificate(authority, {"hunt.example", "10.0.0.7"}, kNow).value();
  for (const char* host : {"localhost", "127.0.0.1", "::1", "hunt.example", "10.0.0.7"}) {
    EXPECT_EQ(Judge(authority, server, host, kNow + kDay), X509_V_OK) << host;
  }
  EXPECT_EQ(Judge(authority, server, "other.example", kNow), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(Judge(authority, server, "localhost", kNow + 398 * kDay), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_NE(Judge(MakeAuthority("Harrier CA", kNow).value(), server, "localhost", kNow), X509_V_OK);
}

TEST(Certificate, SaysWhatClientsAskFor) {
  const Certificate authority = MakeAuthority("Harrier CA", kNow).value();
  const X509Certificate root = Read(authority.certificate);
  EXPECT_NE(X509_check_ca(root.get()), 0);
  EXPECT_EQ(X509_get_key_usage(root.get()), static_cast<uint32_t>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
  const X509Certificate leaf = Read(MakeServerCertificate(authority, {}, kNow).value().certificate);
  EXPECT_EQ(X509_check_ca(leaf.get()), 0);
  EXPECT_NE(X509_get0_authority_key_id(leaf.get()), nullptr);
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf.get()), X509_get0_notAfter(leaf.get()));
  EXPECT_EQ(days, 397);
  EXPECT_EQ(seconds, 0);
}

TEST(Certificate, IsRenewedInTime) {
  const Certificate authority = MakeAuthority("Harrier CA", kNow).value();
  const std::string server = MakeServerCertificate(authority, {"a.example"}, kNow).value().certificate;
  EXPECT_FALSE(NeedsRenewal(server, authority.certificate, {"a.example"}, kNow));
  EXPECT_FALSE(NeedsRenewal(server, authority.certificate, {}, kNow + 360 * kDay));
  EXPECT_TRUE(NeedsRenewal(server, authority.certificate, {}, kNow + 370 * kDay));
  EXPECT_TRUE(NeedsRenewal(server, authority.certificate, {"b.example"}, kNow));
  EXPECT_TRUE(NeedsRenewal(server, authority.certificate, {"10.1.2.3"}, kNow));
  EXPECT_TRUE(NeedsRenewal(server, MakeAuthority("Harrier CA", kNow).value().certificate, {}, kNow));
  EXPECT_TRUE(NeedsRenewal("", authority.certificate, {}, kNow));
}

TEST(Certificate, TakesNamesOnly) {
  const Certificate authority = MakeAuthority("Harrier CA", kNow).value();
  EXPECT_FALSE(MakeServerCertificate(authority, {"a.example,URI:http://x"}, kNow));
  EXPECT_FALSE(MakeServerCertificate(authority, {""}, kNow));
}

}  // namespace
}  // namespace harrier::access
