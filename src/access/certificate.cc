#include "access/certificate.h"

#include <algorithm>

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/x509v3.h>

#include "access/openssl.h"
#include "access/secret.h"

namespace harrier::access {
namespace {

constexpr int64_t kDay = 24 * 60 * 60;
/// A little before now, for clocks that are behind.
constexpr int64_t kEarlier = 60 * 60;
constexpr int64_t kAuthorityDays = 3650;
constexpr int64_t kServerDays = 397;
constexpr int64_t kRenewalDays = 30;

bool IsAddress(const std::string& name) {
  in6_addr room{};
  return ::inet_pton(AF_INET, name.c_str(), &room) == 1 || ::inet_pton(AF_INET6, name.c_str(), &room) == 1;
}

/// What the names of a certificate are made of; anything else could add further fields to the extension's
/// text.
bool IsName(const std::string& name) {
  return !name.empty() && name.size() <= 253 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-*_") ==
             std::string::npos;
}

std::vector<std::string> AllNames(const std::vector<std::string>& names) {
  std::vector<std::string> all = {"localhost", "127.0.0.1", "::1"};
  for (const std::string& name : names) {
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
  }
  return all;
}

/// Adds extensions in the text form of OpenSSL's configuration.
class Extensions {
 public:
  Extensions(X509* subject, X509* issuer) : subject_(subject) {
    X509V3_set_ctx(&context_, issuer, subject, nullptr, nullptr, 0);
  }
  bool Add(int id, const std::string& text) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context_, id, text.c_str());
    if (extension == nullptr) return false;
    const bool added = X509_add_ext(subject_, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
  }

 private:
  X509* subject_;
  X509V3_CTX context_{};
};

/// Everything but extensions and signature.
Result<X509Certificate> Begin(EVP_PKEY* key, const std::string& common_name, int64_t from, int64_t until) {
  X509Certificate made(X509_new());
  const std::string serial = RandomBytes(16);
  BIGNUM* const number = BN_bin2bn(reinterpret_cast<const unsigned char*>(serial.data()),
                                   static_cast<int>(serial.size()), nullptr);
  if (number != nullptr) {
    BN_clear_bit(number, 127);  // it must be positive
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(made.get()));
    BN_free(number);
  }
  X509_NAME* const name = X509_get_subject_name(made.get());
  const auto text = [&](const char* field, const std::string& value) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(value.data()),
                                      static_cast<int>(value.size()), -1, 0) == 1;
  };
  const bool set = X509_set_version(made.get(), X509_VERSION_3) == 1 &&
                   ASN1_TIME_set(X509_getm_notBefore(made.get()), static_cast<time_t>(from)) != nullptr &&
                   ASN1_TIME_set(X509_getm_notAfter(made.get()), static_cast<time_t>(until)) != nullptr &&
                   X509_set_pubkey(made.get(), key) == 1 && text("O", "Harrier") && text("CN", common_name);
  if (!set) return OpenSslFailure("making a certificate");
  return made;
}

Result<std::string> ToPem(X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(out.get(), certificate) != 1) return OpenSslFailure("writing a certificate");
  return TextOf(out.get());
}

X509Certificate FromPem(const std::string& pem) {
  const Bio in = ReadOnly(pem);
  X509Certificate read(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return read;
}

Result<Certificate> Finish(X509* certificate, EVP_PKEY* key, EVP_PKEY* signer) {
  if (X509_sign(certificate, signer, EVP_sha256()) == 0) return OpenSslFailure("signing a certificate");
  Certificate made;
  TRY(made.certificate, ToPem(certificate));
  TRY(made.key, KeyToPem(key));
  return made;
}

}  // namespace

Result<Certificate> MakeAuthority(const std::string& name, int64_t now) {
  const Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OpenSslFailure("making a key");
  TRY(const X509Certificate made, Begin(key.get(), name, now - kEarlier, now + kAuthorityDays * kDay));
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  Extensions extensions(made.get(), made.get());
  const bool added = extensions.Add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                     extensions.Add(NID_key_usage, "critical,keyCertSign,cRLSign") &&
                     extensions.Add(NID_subject_key_identifier, "hash") &&
                     extensions.Add(NID_authority_key_identifier, "keyid:always");
  if (!added) return OpenSslFailure("making a certificate authority");
  return Finish(made.get(), key.get(), key.get());
}

Result<Certificate> MakeServerCertificate(const Certificate& authority, const std::vector<std::string>& names,
                                          int64_t now) {
  const X509Certificate above = FromPem(authority.certificate);
  if (above == nullptr)
    return Fail(ErrorCode::kInvalid, "the certificate authority's certificate is not PEM");
  TRY(const Key signer, KeyFromPem(authority.key));
  const Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OpenSslFailure("making a key");
  std::string alternatives;
  for (const std::string& name : AllNames(names)) {
    if (!IsAddress(name) && !IsName(name))
      return Fail(ErrorCode::kInvalid, "'{}' is neither a host name nor an address", name);
    alternatives += (alternatives.empty() ? "" : ",") + std::string(IsAddress(name) ? "IP:" : "DNS:") + name;
  }
  TRY(const X509Certificate made,
      Begin(key.get(), "localhost", now - kEarlier, now - kEarlier + kServerDays * kDay));
  X509_set_issuer_name(made.get(), X509_get_subject_name(above.get()));
  Extensions extensions(made.get(), above.get());
  const bool added = extensions.Add(NID_basic_constraints, "critical,CA:FALSE") &&
                     extensions.Add(NID_key_usage, "critical,digitalSignature") &&
                     extensions.Add(NID_ext_key_usage, "serverAuth") &&
                     extensions.Add(NID_subject_key_identifier, "hash") &&
                     extensions.Add(NID_authority_key_identifier, "keyid:always") &&
                     extensions.Add(NID_subject_alt_name, alternatives);
  if (!added) return OpenSslFailure("making a server's certificate");
  return Finish(made.get(), key.get(), signer.get());
}

bool NeedsRenewal(const std::string& certificate, const std::string& authority,
                  const std::vector<std::string>& names, int64_t now) {
  const X509Certificate read = FromPem(certificate);
  const X509Certificate above = FromPem(authority);
  if (read == nullptr || above == nullptr) return true;
  if (X509_verify(read.get(), X509_get0_pubkey(above.get())) != 1) {
    ERR_clear_error();
    return true;
  }
  auto limit = static_cast<time_t>(now + kRenewalDays * kDay);
  if (X509_cmp_time(X509_get0_notAfter(read.get()), &limit) < 0) return true;
  const std::vector<std::string> all = AllNames(names);
  return !std::all_of(all.begin(), all.end(), [&](const std::string& name) {
    return IsAddress(name) ? X509_check_ip_asc(read.get(), name.c_str(), 0) == 1
                           : X509_check_host(read.get(), name.c_str(), name.size(), 0, nullptr) == 1;
  });
}

}  // namespace harrier::access
