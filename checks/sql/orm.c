/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * orm.c: tables that a program declares: models, migrations, and by which
 * library a program talks to a database at all.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sql.h"

/* Imports that mean a database is spoken to. */
static const char *const drivers[] = {
	"aiomysql", "aiosqlite", "asyncpg", "beanie", "better-sqlite3",
	"cassandra", "clickhouse_connect", "clickhouse_driver", "cx_Oracle",
	"databases", "databricks", "django.db", "drizzle-orm", "duckdb",
	"google.cloud.bigquery", "jakarta.persistence", "java.sql",
	"javax.persistence", "knex", "mariadb", "mongodb", "mongoengine",
	"mongoose", "motor", "mysql", "mysql2", "neo4j", "odmantic",
	"oracledb", "peewee", "pg", "pg-promise", "prisma",
	"@prisma/client", "psycopg", "psycopg2", "pymongo", "pymssql",
	"pymysql", "MySQLdb", "pyodbc", "org.springframework.data",
	"Microsoft.EntityFrameworkCore", "Npgsql", "sequelize",
	"snowflake", "sqlalchemy", "flask_sqlalchemy", "sqlite3", "sqlmodel",
	"supabase", "@supabase/supabase-js", "tortoise", "typeorm",
	"Illuminate.Database", "Illuminate.Support.Facades.DB",
	"Doctrine.ORM", "gorm.io", "database/sql", "redis.om",
};

/* A call that creates a table, and the tool whose migration it is. */
static const struct {
	const char	*call, *tool;
} migrations[] = {
	{ "op.create_table", "alembic" },
	{ "migrations.CreateModel", "django" },
	{ "queryInterface.createTable", "sequelize" },
	{ "queryRunner.createTable", "typeorm" },
	{ "knex.schema.createTable", "knex" },
	{ "schema.createTable", "knex" },
	{ "Schema.create", "laravel" },
	{ "migrationBuilder.CreateTable", "entity framework" },
};

/* A base class that makes a table of what inherits from it. */
static const struct {
	const char	*base, *orm;
} bases[] = {
	{ "models.Model", "django" },
	{ "AbstractUser", "django" },
	{ "AbstractBaseUser", "django" },
	{ "db.Model", "flask-sqlalchemy" },
	{ "Document", "odm" },
	{ "Entity", "orm" },
	{ "DbContext", "entity framework" },
};

static const struct {
	const char	*mark, *orm;
} marks[] = {
	{ "Entity", "jpa or typeorm" },
	{ "Table", "jpa" },
	{ "Document", "odm" },
	{ "Schema", "odm" },
};

static void
model(const struct gr_file *f, const char *orm, const char *table,
    const struct gr_item *class)
{
	struct gr_fact *x = gr_emit("orm.model", class->first, class->last);

	gr_set(x, "orm", orm);
	gr_set(x, "model", class->name);
	gr_set(x, "table", table == NULL ? "" : table);
	gr_set(x, "test", in_tests(f->entry->path) ? "yes" : "no");
}

static bool
has_base(const char *what, const char *base)
{
	size_t n = strlen(base);
	const char *p;

	for (p = what; (p = strstr(p, base)) != NULL; p += n)
		if ((p == what || strchr(" ,", p[-1]) != NULL) &&
		    (p[n] == '\0' || strchr(" ,<(", p[n]) != NULL))
			return true;
	return false;
}

/* "__tablename__" within the class; NULL when there is none. */
static const char *
tablename(const struct gr_item *o, size_t n, size_t class)
{
	size_t i;

	for (i = class + 1; i < n && o[i].first <= o[class].last; i++)
		if (o[i].kind == GR_ASSIGN && (size_t)o[i].inside == class &&
		    strcmp(o[i].name, "__tablename__") == 0)
			return o[i].text == NULL ? "" : o[i].text;
	return NULL;
}

static void
read_class(const struct gr_file *f, const struct gr_item *o, size_t n,
    size_t i)
{
	const char *line, *table = tablename(o, n, i);
	size_t k, len;

	if (table != NULL) {
		model(f, "sqlalchemy", table, &o[i]);
		return;
	}
	if (has_base(o[i].what, "SQLModel")) {
		line = gr_line(f, o[i].first, &len);
		if (line != NULL && gr_search(gr_pattern("table\\s*=\\s*True"),
		    line, len))
			model(f, "sqlmodel", "", &o[i]);
		return;
	}
	for (k = 0; k < sizeof(bases) / sizeof(bases[0]); k++)
		if (has_base(o[i].what, bases[k].base)) {
			model(f, bases[k].orm, "", &o[i]);
			return;
		}
}

/* An annotation on a class; "@Table" stands beside "@Entity". */
static void
read_mark(const struct gr_file *f, const struct gr_item *o, size_t i)
{
	const struct gr_item *on = o[i].on < 0 ? NULL : &o[o[i].on];
	const char *ext = f->entry->ext;
	size_t k;

	if (on == NULL || on->kind != GR_CLASS || (strcmp(ext, "java") != 0 &&
	    strcmp(ext, "kt") != 0 && strcmp(ext, "ts") != 0 &&
	    strcmp(ext, "php") != 0 && strcmp(ext, "cs") != 0))
		return;
	for (k = 0; k < sizeof(marks) / sizeof(marks[0]); k++)
		if (strcmp(o[i].name, marks[k].mark) == 0) {
			if (strcmp(marks[k].mark, "Table") != 0)
				model(f, marks[k].orm, "", on);
			return;
		}
}

static bool
ends_in(const char *name, const char *call)
{
	size_t n = strlen(name), m = strlen(call);

	return n >= m && strcmp(name + n - m, call) == 0 &&
	    (n == m || name[n - m - 1] == '.');
}

static void
read_call(const struct gr_file *f, const struct gr_item *c)
{
	const struct gr_arg *a = gr_arg(c, "name", 0);
	struct gr_fact *x;
	size_t k;

	for (k = 0; k < sizeof(migrations) / sizeof(migrations[0]); k++) {
		if (!ends_in(c->name, migrations[k].call))
			continue;
		x = gr_emit("sql.migration", c->first, c->last);
		gr_set(x, "tool", migrations[k].tool);
		gr_set(x, "table", a == NULL || a->text == NULL ? "" :
		    a->text);
		return;
	}
	if (ends_in(c->name, "create_all") || ends_in(c->name, "sync"))
		gr_set(gr_emit("orm.create", c->first, c->last), "call",
		    c->name);
	if (ends_in(c->name, "sequelize.define") ||
	    ends_in(c->name, "mongoose.model") ||
	    ends_in(c->name, "mongoose.Schema")) {
		x = gr_emit("orm.model", c->first, c->last);
		gr_set(x, "orm", ends_in(c->name, "define") ? "sequelize" :
		    "mongoose");
		gr_set(x, "model", a == NULL || a->text == NULL ? "" :
		    a->text);
		gr_set(x, "table", "");
		gr_set(x, "test", in_tests(f->entry->path) ? "yes" : "no");
	}
}

/* Queries that the ORM writes by itself. */
static bool
reads_by_orm(const struct gr_item *c, bool driver)
{
	static const char *const calls[] = {
		"collection.find", "db.query", "db.select", "findById",
		"findFirst", "findMany", "findUnique", "find_one",
		"get_list_or_404", "get_object_or_404", "objects.all",
		"objects.exclude", "objects.filter", "objects.first",
		"objects.get", "objects.order_by", "objects.values",
		"query.all", "query.filter_by", "session.query",
	};
	static const char *const anybodys[] = {
		"aggregate", "find", "findAll", "findOne", "query.filter",
		"query.get", "query.order_by", "scalars", "session.get",
	};
	size_t k;

	for (k = 0; k < sizeof(calls) / sizeof(calls[0]); k++)
		if (ends_in(c->name, calls[k]))
			return true;
	for (k = 0; driver && k < sizeof(anybodys) / sizeof(anybodys[0]); k++)
		if (ends_in(c->name, anybodys[k]))
			return true;
	return false;
}

static bool
is_driver(const char *name)
{
	size_t k, n;

	for (k = 0; k < sizeof(drivers) / sizeof(drivers[0]); k++) {
		n = strlen(drivers[k]);
		if (strncmp(name, drivers[k], n) == 0 && (name[n] == '\0' ||
		    strchr("./", name[n]) != NULL))
			return true;
	}
	return false;
}

void
orm_read(const struct gr_file *f)
{
	const struct gr_item *o;
	bool driver = false, reads = false;
	size_t i, n;

	o = gr_outline(f, &n);
	for (i = 0; i < n; i++) {
		switch (o[i].kind) {
		case GR_IMPORT:
			if (driver || !is_driver(o[i].name))
				break;
			driver = true;
			gr_set(gr_emit("sql.driver", o[i].first, o[i].last),
			    "name", o[i].name);
			break;
		case GR_CLASS:
			read_class(f, o, n, i);
			break;
		case GR_MARK:
			read_mark(f, o, i);
			break;
		case GR_CALL:
			read_call(f, &o[i]);
			/* "find" is anything's, without a database. */
			if (reads || !reads_by_orm(&o[i], driver) ||
			    in_tests(f->entry->path))
				break;
			reads = true;
			gr_set(gr_emit("orm.query", o[i].first, o[i].last),
			    "call", o[i].name);
			break;
		default:
			break;
		}
	}
}

/* "model User {" of a Prisma schema. */
void
prisma_read(const struct gr_file *f)
{
	const char *line, *p;
	struct gr_fact *x;
	size_t len, n;
	int i, k;

	for (i = 1; i <= f->lines; i++) {
		line = gr_line(f, i, &len);
		if (line == NULL || len < 8 || strncmp(line, "model ", 6) != 0)
			continue;
		for (k = i; k < f->lines; k++) {
			p = gr_line(f, k, &n);
			if (p != NULL && n > 0 && *p == '}')
				break;
		}
		x = gr_emit("orm.model", i, k);
		gr_set(x, "orm", "prisma");
		gr_setn(x, "model", line + 6, strcspn(line + 6, " {\n"));
		gr_set(x, "table", "");
		gr_set(x, "test", "no");
		i = k;
	}
}
