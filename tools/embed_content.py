#!/usr/bin/env python3
"""embed_content.py OUT CONTENT: writes tables, asim and functions of CONTENT as the text that the catalogue reads.

A line "T<tab>name<tab>kind<tab>products<tab>description" for each table in order of name, then "C<tab>name<tab>type"
for each column; then for each function "F<tab>name<tab>folder<tab>flags<tab>description<tab>text", its parameters and
body in KQL. The files of tables are YAML of one restricted form, and anything else is an error that names file and line:

    name: DeviceInfo
    kind: table                      table or function
    products: [sentinel, xdr]
    description: "One line"          may be absent
    columns:
      - DeviceId: string             names and values that YAML would take otherwise are in double quotes

A schema of ASIM, which becomes one function a parser, over the table that holds rows of the schema as they are:

    name: Dns
    kind: asim
    source: ASimDnsActivityLogs
    parsers:
      - _Im_Dns                      or "name: condition", true of all its rows
    filters:                         parameters, in order: "name type", and what is true of a row if one is given
      - domain_has_any dynamic: DnsQuery has_any (domain_has_any)
    aliases:                         columns that the source lacks
      - Domain: DnsQuery
    columns:                         the standard columns follow
      - TimeGenerated: datetime

A function, NAME.kql, is its parameters and body after lines of notes:

    // folder: Watchlists
    // description: One line
    // open                          any column name is there, as a null string
    // variadic                      the last parameter takes all further arguments, as an array
    (alias: string) {
      T | where Alias == alias       no notes here
    }
"""
import json
import os
import re
import sys

TYPES = {"bool", "datetime", "decimal", "dynamic", "guid", "int", "long", "real", "string", "timespan"}
KINDS = {"table", "function"}
PRODUCTS = {"sentinel", "xdr"}
FIELD = re.compile(r"(name|kind|products|description|source): (\S.*)")
ITEM = re.compile(r'  - ("(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_ ]*)(?:: (\S.*))?')
NOTE = re.compile(r"// (?:(folder|description): (\S.*)|(open|variadic))")
LISTS = ("parsers", "filters", "aliases", "columns")
# A parameter that is not given, by type: its default, and the test for it.
NOT_GIVEN = {"datetime": ("datetime(null)", "isnull({})"), "int": ("int(null)", "isnull({})"),
             "string": ("'*'", "{} == '*'"), "dynamic": ("dynamic([])", "array_length({}) == 0")}
# Columns that every table of the catalogue has, beside its own.
STANDARD = {"TenantId": "string", "SourceSystem": "string", "Type": "string", "TimeGenerated": "datetime",
            "_ResourceId": "string", "_SubscriptionId": "string", "_BilledSize": "real", "_IsBillable": "string",
            "_TimeReceived": "datetime", "_ItemId": "string"}


class BadContent(Exception):
    pass


def unquoted(text):
    return json.loads(text) if text.startswith('"') else text


def parse(path, text):
    """One file: its fields, and each of its lists as [(name, value)]; an item without a value has None."""
    content = {"description": ""}
    items = None
    for number, line in enumerate(text.split("\n"), 1):
        def bad(why):
            return BadContent(f"{path}:{number}: {why}")

        if line == "":
            continue
        if "\t" in line or "\r" in line:
            raise bad("a tab or carriage return")
        if line.removesuffix(":") in LISTS and line.endswith(":") and line[:-1] not in content:
            items = content[line[:-1]] = []
            continue
        try:
            if items is not None:
                match = ITEM.fullmatch(line)
                if not match:
                    raise bad("wanted '  - Name: value'")
                name = unquoted(match[1])
                if any(name == other for other, _ in items):
                    raise bad(f"'{name}' is there twice")
                items.append((name, None if match[2] is None else unquoted(match[2])))
                continue
            match = FIELD.fullmatch(line)
            if not match:
                raise bad("wanted name, kind, products, description, source or a list")
            key, value = match[1], match[2]
            if key in content and content[key]:
                raise bad(f"{key} is there twice")
            if key == "products":
                list_form = re.fullmatch(r"\[([a-z]+(?:, [a-z]+)*)\]", value)
                if not list_form or not set(list_form[1].split(", ")) <= PRODUCTS:
                    raise bad(f"products is a list of {', '.join(sorted(PRODUCTS))}")
                value = list_form[1].replace(" ", "")
            content[key] = unquoted(value)
        except ValueError:
            raise bad("a string that does not end") from None
    return content


def checked(path, content, keys, kinds):
    for key in keys:
        if not content.get(key):
            raise BadContent(f"{path}: no {key}")
    if content["kind"] not in kinds:
        raise BadContent(f"{path}: kind is one of {', '.join(sorted(kinds))}")
    for name, column_type in content["columns"]:
        if column_type not in TYPES:
            raise BadContent(f"{path}: column '{name}': no type '{column_type}'")
    if content["name"] + ".yaml" != os.path.basename(path):
        raise BadContent(f"{path}: holds '{content['name']}'; the file is named as its table")
    return content


def table_lines(tables):
    out = []
    for table in sorted(tables, key=lambda t: t["name"]):
        out.append("\t".join(["T", table["name"], table["kind"], table["products"], table["description"]]))
        out += ["\t".join(["C", name, column_type]) for name, column_type in table["columns"]]
    return out


def bracketed(name):
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else f"['{name}']"


def native_text(schema, source):
    """The function that gives the source's rows in the columns of the schema."""
    there = {**STANDARD, **dict(source["columns"])}
    aliases = dict(schema.get("aliases", []))
    columns = []
    of_schema = [name for name, _ in schema["columns"]]
    for name, column_type in schema["columns"] + [c for c in STANDARD.items() if c[0] not in of_schema]:
        if name in aliases:
            value = aliases.pop(name)
            if there.get(value, column_type) != column_type:
                value = f"to{column_type}({value})"
        elif there.get(name) == column_type:
            columns.append(bracketed(name))
            continue
        elif name in there:
            value = f"to{column_type}({bracketed(name)})"
        else:
            value = '""' if column_type == "string" else f"{column_type}(null)"
        columns.append(f"{bracketed(name)} = {value}")
    if aliases:
        raise BadContent(f"{schema['name']}: no column '{min(aliases)}' to be an alias")
    return f"() {{ {schema['source']} | project {', '.join(columns)} }}"


def function_lines(schemas, tables):
    by_name = {table["name"]: table for table in tables}
    out = []

    def add(name, description, text):
        out.append("\t".join(["F", name, "ASIM", "", description, text]))

    for schema in sorted(schemas, key=lambda s: s["name"]):
        name = schema["name"]
        if schema["source"] not in by_name:
            raise BadContent(f"{name}: no table '{schema['source']}'")
        native = f"_ASim_{name}_Native"
        add(native, f"ASIM {name}: the rows of {schema['source']}", native_text(schema, by_name[schema["source"]]))
        parameters, conditions = [], []
        for filter_name, condition in schema.get("filters", []):
            parameter, parameter_type = filter_name.split(" ", 1)
            if parameter_type not in NOT_GIVEN:
                raise BadContent(f"{name}: filter '{parameter}': no default for type '{parameter_type}'")
            default, test = NOT_GIVEN[parameter_type]
            parameters.append(f"{parameter}: {parameter_type} = {default}")
            conditions.append(f"{test.format(parameter)} or {condition}")
        parameters += ["disabled: bool = false", "pack: bool = false"]
        for parser, condition in schema["parsers"]:
            steps = [native, "where not(disabled)"] + [f"where {c}" for c in conditions + [condition] if c]
            add(parser, f"ASIM {name}: events of all sources, filtered",
                f"({', '.join(parameters)}) {{ {' | '.join(steps)} }}")
    return out


def kql_line(path, text):
    """The F line of a .kql file."""
    notes, flags, body = {}, [], []
    for number, line in enumerate(text.split("\n"), 1):
        match = NOTE.fullmatch(line)
        if match and not body and match[1] not in notes:
            if match[1]:
                notes[match[1]] = match[2]
            else:
                flags.append(match[3])
        elif "//" in line or "\t" in line or "\r" in line:
            raise BadContent(f"{path}:{number}: a note in the body, one that is unknown, or a tab")
        elif line.strip():
            body.append(line.strip())
    if notes.keys() != {"folder", "description"} or not body or not body[0].startswith("("):
        raise BadContent(f"{path}: wanted folder, description, and (parameters) {{ body }}")
    name = os.path.basename(path).removesuffix(".kql")
    return "\t".join(["F", name, notes["folder"], ",".join(flags), notes["description"], " ".join(body)])


def texts_of(folder, extension):
    """(path, text) of each file."""
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not name.endswith(extension):
            raise BadContent(f"{path}: not a {extension} file")
        with open(path, encoding="utf-8", newline="") as file:
            yield path, file.read()


def read_all(folder, keys, kinds):
    return [checked(path, parse(path, text), keys, kinds) for path, text in texts_of(folder, ".yaml")]


TABLE_KEYS = ("name", "kind", "products", "columns")
SCHEMA_KEYS = ("name", "kind", "source", "parsers", "columns")


def self_test():
    good = 'name: T\nkind: table\nproducts: [sentinel, xdr]\ndescription: "a: b"\ncolumns:\n  - A: long\n  - "b c ": string\n'
    wrong = []

    def table(text):
        return checked("x/T.yaml", parse("x/T.yaml", text), TABLE_KEYS, KINDS)

    if table_lines([table(good)]) != ["T\tT\ttable\tsentinel,xdr\ta: b", "C\tA\tlong", "C\tb c \tstring"]:
        wrong.append("good form is misread")
    for old, new in [("kind: table", "kind: view"), ("long", "text"), ("[sentinel, xdr]", "sentinel"),
                     ("  - A", "- A"), ("name: T", "name: U"), ("name: T\n", ""), ('"b c "', "A"),
                     ("kind: table", "kind: table # note"), ("columns:", "columns: []"), ("A: long", "A:\tlong"),
                     ('"a: b"', '"a: b'), ("\ncolumns:", "\nname: T\ncolumns:"), ("A: long", "A")]:
        try:
            table(good.replace(old, new, 1))
            wrong.append(f"accepted with {new!r} in place of {old!r}")
        except BadContent:
            pass
    schema = ('name: S\nkind: asim\nsource: T\nparsers:\n  - imS\n  - imSome: A > 1\nfilters:\n  - a int: A == a\n'
              'aliases:\n  - D: "\'x\'"\n  - G: A\ncolumns:\n  - A: int\n  - "b c ": string\n  - D: string\n  - E: real\n  - G: string\n')

    def functions(text):
        content = checked("x/S.yaml", parse("x/S.yaml", text), SCHEMA_KEYS, {"asim"})
        return [line.split("\t") for line in function_lines([content], [table(good)])]

    head = "(a: int = int(null), disabled: bool = false, pack: bool = false) { _ASim_S_Native | where not(disabled) "
    wanted = {"_ASim_S_Native": "() { T | project A = toint(A), ['b c '], D = 'x', E = real(null), G = tostring(A), "
              + ", ".join(STANDARD) + " }",
              "imS": head + "| where isnull(a) or A == a }", "imSome": head + "| where isnull(a) or A == a | where A > 1 }"}
    if {line[1]: line[5] for line in functions(schema)} != wanted:
        wrong.append("a schema gives other functions")
    for old, new in [("source: T", "source: U"), ("a int", "a guid"), ("  - D: \"", "  - F: \""), ("kind: asim", "kind: table")]:
        try:
            functions(schema.replace(old, new, 1))
            wrong.append(f"accepted with {new!r} in place of {old!r}")
        except BadContent:
            pass
    kql = "// folder: A\n// description: b c\n// open\n(n: long) {\n  T\n  | take n\n}\n"
    if kql_line("x/f.kql", kql) != "F\tf\tA\topen\tb c\t(n: long) { T | take n }":
        wrong.append("a .kql file is misread")
    for old, new in [("// folder: A\n", ""), ("// open", "// closed"), ("  T\n", "  T // all\n"), ("(n: long) ", ""), ("  T", "\tT")]:
        try:
            kql_line("x/f.kql", kql.replace(old, new, 1))
            wrong.append(f"accepted with {new!r} in place of {old!r}")
        except BadContent:
            pass
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        wrong = self_test()
        print("\n".join(wrong) or "self-test passed")
        return 1 if wrong else 0
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        tables = read_all(os.path.join(sys.argv[2], "tables"), TABLE_KEYS, KINDS)
        lines = table_lines(tables)
        lines += function_lines(read_all(os.path.join(sys.argv[2], "asim"), SCHEMA_KEYS, {"asim"}), tables)
        lines += [kql_line(path, text) for path, text in texts_of(os.path.join(sys.argv[2], "functions"), ".kql")]
    except BadContent as error:
        print(error, file=sys.stderr)
        return 1
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
