#include "hunting/threat_intelligence/indicator_additions.h"

#include <map>

#include <boost/json/serialize.hpp>

#include "base/ascii.h"
#include "base/sha256.h"
#include "hunting/threat_intelligence/entity_observables.h"
#include "hunting/threat_intelligence/observable_keys.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kIndicators = "threatIntelligence/indicators";

/// What two indicators have in common that are found by the same.
std::string KeyText(const Observable& observable) {
  const auto key = KeyOf(observable);
  return key ? fmt::format("{}\x1f{}", key->bits, key->text) : "";
}

std::string KeyTextOf(std::string_view pattern) {
  const auto observable = ComparedOf(pattern);
  return observable ? KeyText(*observable) : "";
}

/// The same name for the same observable of a source, so that two who add it at once make one indicator.
std::string NameFor(std::string_view source, std::string_view key) {
  const std::string hash = Sha256Of(fmt::format("indicator\x1f{}\x1f{}", AsciiLower(source), key));
  // The marks of a name-based guid (RFC 9562, version 8).
  return fmt::format("{}-{}-8{}-a{}-{}", hash.substr(0, 8), hash.substr(8, 4), hash.substr(12, 3),
                     hash.substr(15, 3), hash.substr(18, 12));
}

/// Names of a source's indicators by what they are found by.
Result<std::map<std::string, std::string>> NamesByKey(store::Store& store, const std::string& workspace,
                                                      std::string_view source) {
  return store.Read([&](store::Transaction& transaction) -> Result<std::map<std::string, std::string>> {
    TRY(const auto objects, transaction.List(workspace, kIndicators, ""));
    std::map<std::string, std::string> names;
    for (const store::Object& object : objects) {
      const json::object body = ParseObject(object.body);
      if (!SameName(TextMember(body, "source"), source)) continue;
      if (std::string key = KeyTextOf(TextMember(body, "pattern")); !key.empty())
        names.try_emplace(std::move(key), object.key.name);
    }
    return names;
  });
}

Result<AddedIndicator> AddOne(store::Transaction& transaction, store::ObjectKey key, int64_t now,
                              const Observable& observable, const Indicator& like) {
  using Outcome = AddedIndicator::Outcome;
  Indicator fresh = like;
  fresh.pattern = PatternOf(observable);
  fresh.pattern_type = PatternTypeOf(observable);
  if (fresh.display_name.empty()) fresh.display_name = observable.value;
  AddedIndicator added{observable, Outcome::kCreated, key.name, fresh.pattern};
  TRY(const auto object, transaction.Get(key));
  if (object) {
    TRY(Indicator present, FromJson<Indicator>(ParseObject(object->body)));
    added.name = object->key.name;
    added.pattern = present.pattern;
    added.outcome = Outcome::kExisting;
    if (IsActive(present, now)) return added;
    if (!present.revoked && present.valid_from && present.valid_from->ticks > now) return added;
    present.revoked = false;
    present.valid_from = fresh.valid_from;
    present.valid_until = fresh.valid_until;
    fresh = std::move(present);
    added.outcome = Outcome::kRenewed;
  }
  TRY_OK(transaction.Put(key, json::serialize(ToJson(fresh))));
  return added;
}

}  // namespace

std::string_view OutcomeName(AddedIndicator::Outcome outcome) {
  switch (outcome) {
    case AddedIndicator::Outcome::kCreated:
      return "created";
    case AddedIndicator::Outcome::kExisting:
      return "existing";
    case AddedIndicator::Outcome::kRenewed:
      return "renewed";
  }
  return "";
}

Result<std::vector<AddedIndicator>> AddIndicators(store::Store& store, const store::Actor& actor,
                                                  const std::string& workspace, int64_t now,
                                                  std::span<const Observable> observables,
                                                  const Indicator& like) {
  std::vector<AddedIndicator> added;
  if (observables.empty()) return added;
  TRY(auto names, NamesByKey(store, workspace, like.source));
  TRY_OK(store.Change(actor, [&](store::Transaction& transaction) -> Status {
    added.clear();
    for (const Observable& observable : observables) {
      const std::string found_by = KeyText(observable);
      const auto known = names.find(found_by);
      std::string name = known == names.end() ? NameFor(like.source, found_by) : known->second;
      // One of that name may say something else by now.
      TRY(const auto object, transaction.Get({workspace, std::string(kIndicators), "", name}));
      if (object && KeyTextOf(TextMember(ParseObject(object->body), "pattern")) != found_by)
        name = NameFor(like.source, fmt::format("{}\x1f{}", found_by, now));
      TRY(AddedIndicator one,
          AddOne(transaction, {workspace, std::string(kIndicators), "", name}, now, observable, like));
      names.insert_or_assign(found_by, one.name);
      added.push_back(std::move(one));
    }
    return Ok();
  }));
  return added;
}

}  // namespace harrier::hunting
