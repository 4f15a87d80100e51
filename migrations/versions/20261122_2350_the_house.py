"""the house: units to releases"""

import sqlalchemy as sa
from alembic import op

revision = '20261122_2350'
down_revision = None
branch_labels = None
depends_on = None

NEVER_CHANGED = ("events", "seal_entries", "releases", "release_cells", "release_grounds")
ONCE_ANSWERED = {"questionnaires": "OLD.id", "items": "OLD.questionnaire_id"}


def _guard_sqlite() -> None:
    for table in NEVER_CHANGED:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END"
            )
    for table, questionnaire in ONCE_ANSWERED.items():
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM responses WHERE questionnaire_id = {questionnaire}) "
                f"BEGIN SELECT RAISE(ABORT, '{table}: answered already'); END"
            )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%: rows are never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$"
    )
    for table in NEVER_CHANGED:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table, questionnaire in ONCE_ANSWERED.items():
        op.execute(
            f"CREATE FUNCTION refuse_answered_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF EXISTS (SELECT 1 FROM responses WHERE questionnaire_id = {questionnaire}) THEN "
            "RAISE EXCEPTION '%: answered already', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END IF; "
            "RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_answered_{table}()"
        )


def upgrade() -> None:
    op.create_table('due_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_due_days'))
    )
    op.create_table('fields',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fields')),
    sa.UniqueConstraint('key', name=op.f('uq_fields_key'))
    )
    op.create_table('officers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('sort_key', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officers')),
    sa.UniqueConstraint('key', name=op.f('uq_officers_key'))
    )
    op.create_table('questionnaires',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('titles', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaires')),
    sa.UniqueConstraint('key', 'version', name=op.f('uq_questionnaires_key_version'))
    )
    op.create_table('seal_entries',
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('withdrawn', sa.Integer(), nullable=False),
    sa.Column('root', sa.LargeBinary(), nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_seal_entries')),
    sa.UniqueConstraint('day', 'revision', name=op.f('uq_seal_entries_day_revision'))
    )
    op.create_table('units',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_units')),
    sa.UniqueConstraint('key', name=op.f('uq_units_key'))
    )
    op.create_table('accounts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('side', sa.String(), nullable=True),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('totp_secret', sa.LargeBinary(), nullable=True),
    sa.Column('totp_confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('totp_last_step', sa.Integer(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('locked_until', sa.DateTime(), nullable=True),
    sa.Column('disabled_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("side IN ('administration', 'answers')", name=op.f('ck_accounts_side')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_accounts_officer_id_officers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('id', 'side', name=op.f('uq_accounts_id_side')),
    sa.UniqueConstraint('name', name=op.f('uq_accounts_name'))
    )
    op.create_table('items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('factor', sa.String(), nullable=True),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('may_skip', sa.Boolean(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.CheckConstraint("about IN ('service', 'officer', 'factor')", name=op.f('ck_items_about')),
    sa.CheckConstraint('place BETWEEN 1 AND 40', name=op.f('ck_items_place')),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_items_questionnaire_id_questionnaires')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_items')),
    sa.UniqueConstraint('questionnaire_id', 'code', name=op.f('uq_items_questionnaire_id_code')),
    sa.UniqueConstraint('questionnaire_id', 'place', name=op.f('uq_items_questionnaire_id_place'))
    )
    op.create_table('offices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('closed_on IS NULL OR closed_on > opened_on', name=op.f('ck_offices_closes_after_it_opens')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_offices_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices')),
    sa.UniqueConstraint('key', name=op.f('uq_offices_key'))
    )
    op.create_table('rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('standing', sa.Boolean(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_rounds_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_rounds_questionnaire_id_questionnaires')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rounds')),
    sa.UniqueConstraint('key', name=op.f('uq_rounds_key'))
    )
    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.create_index('one_standing_round', ['standing'], unique=True, sqlite_where=sa.text('standing AND ends_on IS NULL'), postgresql_where=sa.text('standing AND ends_on IS NULL'))

    op.create_table('unit_successions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('share', sa.Double(), nullable=True),
    sa.Column('legal_ref', sa.String(), nullable=True),
    sa.CheckConstraint("kind IN ('merge', 'split', 'rename', 'transfer', 'abolish')", name=op.f('ck_unit_successions_kind')),
    sa.CheckConstraint('share IS NULL OR (share > 0 AND share <= 1)', name=op.f('ck_unit_successions_share')),
    sa.ForeignKeyConstraint(['from_id'], ['units.id'], name=op.f('fk_unit_successions_from_id_units')),
    sa.ForeignKeyConstraint(['to_id'], ['units.id'], name=op.f('fk_unit_successions_to_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_successions')),
    sa.UniqueConstraint('from_id', 'to_id', 'on', name=op.f('uq_unit_successions_from_id_to_id_on'))
    )
    op.create_table('unit_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sort_key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('official_code', sa.String(), nullable=True),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint("level IN ('province', 'district', 'commune')", name=op.f('ck_unit_versions_level')),
    sa.CheckConstraint('parent_id IS NULL OR parent_id <> unit_id', name=op.f('ck_unit_versions_not_its_own_parent')),
    sa.CheckConstraint('valid_to IS NULL OR valid_to > valid_from', name=op.f('ck_unit_versions_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['parent_id'], ['units.id'], name=op.f('fk_unit_versions_parent_id_units')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_versions_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_versions')),
    sa.UniqueConstraint('unit_id', 'valid_from', name=op.f('uq_unit_versions_unit_id_valid_from'))
    )
    with op.batch_alter_table('unit_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unit_versions_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('one_open_version', ['unit_id'], unique=True, sqlite_where=sa.text('valid_to IS NULL'), postgresql_where=sa.text('valid_to IS NULL'))

    op.create_table('counters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_counters_office_id_offices')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_counters_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counters')),
    sa.UniqueConstraint('office_id', 'number', name=op.f('uq_counters_office_id_number'))
    )
    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_events_actor_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index('ix_events_at', ['at'], unique=False)

    op.create_table('office_slips',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('handed_out', sa.Boolean(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_office_slips_office_id_offices')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_office_slips_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office_slips')),
    sa.UniqueConstraint('office_id', 'valid_from', name=op.f('uq_office_slips_office_id_valid_from'))
    )
    op.create_table('postings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('duty_group', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('full_time', 'part_time')", name=op.f('ck_postings_kind')),
    sa.CheckConstraint('valid_to IS NULL OR valid_to > valid_from', name=op.f('ck_postings_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_postings_office_id_offices')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_postings_officer_id_officers')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_postings_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_postings')),
    sa.UniqueConstraint('officer_id', 'office_id', 'valid_from', name=op.f('uq_postings_officer_id_office_id_valid_from'))
    )
    with op.batch_alter_table('postings', schema=None) as batch_op:
        batch_op.create_index('ix_postings_office', ['office_id'], unique=False)

    op.create_table('recovery_codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_recovery_codes_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes'))
    )
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_codes_account_id'), ['account_id'], unique=False)

    op.create_table('releases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('split', sa.String(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_releases_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_releases_office_id_offices')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_releases_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_releases')),
    sa.UniqueConstraint('office_id', 'split', 'first_day', name=op.f('uq_releases_office_id_split_first_day')),
    sa.UniqueConstraint('office_id', 'split', 'ordinal', name=op.f('uq_releases_office_id_split_ordinal'))
    )
    with op.batch_alter_table('releases', schema=None) as batch_op:
        batch_op.create_index('ix_releases_unit_last_day', ['unit_id', 'last_day'], unique=False)

    op.create_table('role_grants',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(), nullable=True),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('granted_by', sa.Integer(), nullable=True),
    sa.Column('granted_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("role <> 'administrator' OR revoked_at IS NOT NULL OR side = 'administration'", name=op.f('ck_role_grants_administrator_on_its_side')),
    sa.CheckConstraint("role IN ('officer', 'unit_head', 'affairs', 'decider', 'appeal', 'inspector', 'administrator', 'collector')", name=op.f('ck_role_grants_role')),
    sa.CheckConstraint("role NOT IN ('affairs', 'appeal', 'decider', 'inspector', 'officer', 'unit_head') OR revoked_at IS NOT NULL OR side = 'answers'", name=op.f('ck_role_grants_readers_on_their_side')),
    sa.CheckConstraint("side IS NOT NULL OR revoked_at IS NOT NULL OR role = 'collector'", name=op.f('ck_role_grants_a_side_is_taken')),
    sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> account_id', name=op.f('ck_role_grants_nobody_confirms_themselves')),
    sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> granted_by', name=op.f('ck_role_grants_confirmed_by_another')),
    sa.CheckConstraint('granted_by IS NULL OR granted_by <> account_id', name=op.f('ck_role_grants_nobody_grants_to_themselves')),
    sa.ForeignKeyConstraint(['account_id', 'side'], ['accounts.id', 'accounts.side'], name='fk_role_grants_side'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_role_grants_account_id_accounts')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['accounts.id'], name=op.f('fk_role_grants_confirmed_by_accounts')),
    sa.ForeignKeyConstraint(['granted_by'], ['accounts.id'], name=op.f('fk_role_grants_granted_by_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_role_grants_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grants'))
    )
    with op.batch_alter_table('role_grants', schema=None) as batch_op:
        batch_op.create_index('ix_role_grants_account', ['account_id'], unique=False)

    op.create_table('sign_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('second_factor_at', sa.DateTime(), nullable=True),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_sign_ins_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_ins')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_sign_ins_token_digest'))
    )
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_ins_account_id'), ['account_id'], unique=False)

    op.create_table('tallies',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('held', sa.Boolean(), nullable=False),
    sa.Column('split', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('pooled', sa.JSON(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_tallies_office_id_offices')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_tallies_unit_id_units')),
    sa.PrimaryKeyConstraint('day', 'office_id', 'held', 'split', 'level', name=op.f('pk_tallies'))
    )
    with op.batch_alter_table('tallies', schema=None) as batch_op:
        batch_op.create_index('ix_tallies_office_day', ['office_id', 'day'], unique=False)

    op.create_table('counter_fields',
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('field_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_counter_fields_counter_id_counters')),
    sa.ForeignKeyConstraint(['field_id'], ['fields.id'], name=op.f('fk_counter_fields_field_id_fields')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_counter_fields_unit_id_units')),
    sa.PrimaryKeyConstraint('counter_id', 'field_id', name=op.f('pk_counter_fields'))
    )
    op.create_table('placards',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('replaced_by_id IS NULL OR replaced_by_id <> id', name=op.f('ck_placards_not_its_own_successor')),
    sa.CheckConstraint('replaced_by_id IS NULL OR revoked_at IS NOT NULL', name=op.f('ck_placards_replaced_only_when_revoked')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_placards_counter_id_counters')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_placards_office_id_offices')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['placards.id'], name=op.f('fk_placards_replaced_by_id_placards')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_placards_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placards')),
    sa.UniqueConstraint('code', name=op.f('uq_placards_code'))
    )
    with op.batch_alter_table('placards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_placards_office_id'), ['office_id'], unique=False)

    op.create_table('release_cells',
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('pooled', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_cells_release_id_releases')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_release_cells_unit_id_units')),
    sa.PrimaryKeyConstraint('release_id', 'level', name=op.f('pk_release_cells'))
    )
    op.create_table('release_grounds',
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_grounds_release_id_releases')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_release_grounds_unit_id_units')),
    sa.PrimaryKeyConstraint('release_id', name=op.f('pk_release_grounds'))
    )
    op.create_table('rosters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('half', sa.String(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("half IN ('am', 'pm')", name=op.f('ck_rosters_half')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_rosters_counter_id_counters')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_rosters_office_id_offices')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_rosters_officer_id_officers')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_rosters_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rosters')),
    sa.UniqueConstraint('counter_id', 'day', 'half', 'officer_id', name=op.f('uq_rosters_counter_id_day_half_officer_id'))
    )
    with op.batch_alter_table('rosters', schema=None) as batch_op:
        batch_op.create_index('ix_rosters_office_day', ['office_id', 'day'], unique=False)

    op.create_table('responses',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('placard_id', sa.Integer(), nullable=True),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('slot', sa.SmallInteger(), nullable=False),
    sa.Column('mode', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=True),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('field_id', sa.Integer(), nullable=True),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('held_reason', sa.String(), nullable=True),
    sa.Column('repeat_of_day', sa.SmallInteger(), nullable=True),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.Column('trips', sa.SmallInteger(), nullable=True),
    sa.Column('punctuality', sa.String(), nullable=True),
    sa.Column('reasons', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('watched', sa.Boolean(), nullable=True),
    sa.Column('demanded', sa.Boolean(), nullable=True),
    sa.Column('salt_scores', sa.LargeBinary(), nullable=True),
    sa.Column('salt_comment', sa.LargeBinary(), nullable=True),
    sa.Column('digest_scores', sa.LargeBinary(), nullable=True),
    sa.Column('digest_comment', sa.LargeBinary(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('s01', sa.SmallInteger(), nullable=True),
    sa.Column('s02', sa.SmallInteger(), nullable=True),
    sa.Column('s03', sa.SmallInteger(), nullable=True),
    sa.Column('s04', sa.SmallInteger(), nullable=True),
    sa.Column('s05', sa.SmallInteger(), nullable=True),
    sa.Column('s06', sa.SmallInteger(), nullable=True),
    sa.Column('s07', sa.SmallInteger(), nullable=True),
    sa.Column('s08', sa.SmallInteger(), nullable=True),
    sa.Column('s09', sa.SmallInteger(), nullable=True),
    sa.Column('s10', sa.SmallInteger(), nullable=True),
    sa.Column('s11', sa.SmallInteger(), nullable=True),
    sa.Column('s12', sa.SmallInteger(), nullable=True),
    sa.Column('s13', sa.SmallInteger(), nullable=True),
    sa.Column('s14', sa.SmallInteger(), nullable=True),
    sa.Column('s15', sa.SmallInteger(), nullable=True),
    sa.Column('s16', sa.SmallInteger(), nullable=True),
    sa.Column('s17', sa.SmallInteger(), nullable=True),
    sa.Column('s18', sa.SmallInteger(), nullable=True),
    sa.Column('s19', sa.SmallInteger(), nullable=True),
    sa.Column('s20', sa.SmallInteger(), nullable=True),
    sa.Column('s21', sa.SmallInteger(), nullable=True),
    sa.Column('s22', sa.SmallInteger(), nullable=True),
    sa.Column('s23', sa.SmallInteger(), nullable=True),
    sa.Column('s24', sa.SmallInteger(), nullable=True),
    sa.Column('s25', sa.SmallInteger(), nullable=True),
    sa.Column('s26', sa.SmallInteger(), nullable=True),
    sa.Column('s27', sa.SmallInteger(), nullable=True),
    sa.Column('s28', sa.SmallInteger(), nullable=True),
    sa.Column('s29', sa.SmallInteger(), nullable=True),
    sa.Column('s30', sa.SmallInteger(), nullable=True),
    sa.Column('s31', sa.SmallInteger(), nullable=True),
    sa.Column('s32', sa.SmallInteger(), nullable=True),
    sa.Column('s33', sa.SmallInteger(), nullable=True),
    sa.Column('s34', sa.SmallInteger(), nullable=True),
    sa.Column('s35', sa.SmallInteger(), nullable=True),
    sa.Column('s36', sa.SmallInteger(), nullable=True),
    sa.Column('s37', sa.SmallInteger(), nullable=True),
    sa.Column('s38', sa.SmallInteger(), nullable=True),
    sa.Column('s39', sa.SmallInteger(), nullable=True),
    sa.Column('s40', sa.SmallInteger(), nullable=True),
    sa.CheckConstraint("(state = 'held') = (held_reason IS NOT NULL)", name=op.f('ck_responses_held_with_a_reason')),
    sa.CheckConstraint("(state = 'withdrawn') = (digest_scores IS NOT NULL AND digest_comment IS NOT NULL)", name=op.f('ck_responses_withdrawn_keeps_its_digests')),
    sa.CheckConstraint("(state = 'withdrawn') = (s01 IS NULL)", name=op.f('ck_responses_answered_unless_withdrawn')),
    sa.CheckConstraint("kind IN ('person', 'business')", name=op.f('ck_responses_kind')),
    sa.CheckConstraint("mode IN ('placard', 'kiosk', 'link', 'paper', 'assisted', 'recheck')", name=op.f('ck_responses_mode')),
    sa.CheckConstraint("punctuality IN ('early', 'on_time', 'late')", name=op.f('ck_responses_punctuality')),
    sa.CheckConstraint("state <> 'withdrawn' OR (salt_scores IS NULL AND salt_comment IS NULL AND comment IS NULL AND reasons IS NULL AND kind IS NULL AND officer_id IS NULL AND field_id IS NULL AND trips IS NULL AND punctuality IS NULL AND s01 IS NULL AND s02 IS NULL AND s03 IS NULL AND s04 IS NULL AND s05 IS NULL AND s06 IS NULL AND s07 IS NULL AND s08 IS NULL AND s09 IS NULL AND s10 IS NULL AND s11 IS NULL AND s12 IS NULL AND s13 IS NULL AND s14 IS NULL AND s15 IS NULL AND s16 IS NULL AND s17 IS NULL AND s18 IS NULL AND s19 IS NULL AND s20 IS NULL AND s21 IS NULL AND s22 IS NULL AND s23 IS NULL AND s24 IS NULL AND s25 IS NULL AND s26 IS NULL AND s27 IS NULL AND s28 IS NULL AND s29 IS NULL AND s30 IS NULL AND s31 IS NULL AND s32 IS NULL AND s33 IS NULL AND s34 IS NULL AND s35 IS NULL AND s36 IS NULL AND s37 IS NULL AND s38 IS NULL AND s39 IS NULL AND s40 IS NULL)", name=op.f('ck_responses_withdrawn_keeps_nothing_else')),
    sa.CheckConstraint("state IN ('counted', 'held', 'voided', 'withdrawn')", name=op.f('ck_responses_state')),
    sa.CheckConstraint('s01 BETWEEN 0 AND 5', name=op.f('ck_responses_s01')),
    sa.CheckConstraint('s02 BETWEEN 0 AND 5', name=op.f('ck_responses_s02')),
    sa.CheckConstraint('s03 BETWEEN 0 AND 5', name=op.f('ck_responses_s03')),
    sa.CheckConstraint('s04 BETWEEN 0 AND 5', name=op.f('ck_responses_s04')),
    sa.CheckConstraint('s05 BETWEEN 0 AND 5', name=op.f('ck_responses_s05')),
    sa.CheckConstraint('s06 BETWEEN 0 AND 5', name=op.f('ck_responses_s06')),
    sa.CheckConstraint('s07 BETWEEN 0 AND 5', name=op.f('ck_responses_s07')),
    sa.CheckConstraint('s08 BETWEEN 0 AND 5', name=op.f('ck_responses_s08')),
    sa.CheckConstraint('s09 BETWEEN 0 AND 5', name=op.f('ck_responses_s09')),
    sa.CheckConstraint('s10 BETWEEN 0 AND 5', name=op.f('ck_responses_s10')),
    sa.CheckConstraint('s11 BETWEEN 0 AND 5', name=op.f('ck_responses_s11')),
    sa.CheckConstraint('s12 BETWEEN 0 AND 5', name=op.f('ck_responses_s12')),
    sa.CheckConstraint('s13 BETWEEN 0 AND 5', name=op.f('ck_responses_s13')),
    sa.CheckConstraint('s14 BETWEEN 0 AND 5', name=op.f('ck_responses_s14')),
    sa.CheckConstraint('s15 BETWEEN 0 AND 5', name=op.f('ck_responses_s15')),
    sa.CheckConstraint('s16 BETWEEN 0 AND 5', name=op.f('ck_responses_s16')),
    sa.CheckConstraint('s17 BETWEEN 0 AND 5', name=op.f('ck_responses_s17')),
    sa.CheckConstraint('s18 BETWEEN 0 AND 5', name=op.f('ck_responses_s18')),
    sa.CheckConstraint('s19 BETWEEN 0 AND 5', name=op.f('ck_responses_s19')),
    sa.CheckConstraint('s20 BETWEEN 0 AND 5', name=op.f('ck_responses_s20')),
    sa.CheckConstraint('s21 BETWEEN 0 AND 5', name=op.f('ck_responses_s21')),
    sa.CheckConstraint('s22 BETWEEN 0 AND 5', name=op.f('ck_responses_s22')),
    sa.CheckConstraint('s23 BETWEEN 0 AND 5', name=op.f('ck_responses_s23')),
    sa.CheckConstraint('s24 BETWEEN 0 AND 5', name=op.f('ck_responses_s24')),
    sa.CheckConstraint('s25 BETWEEN 0 AND 5', name=op.f('ck_responses_s25')),
    sa.CheckConstraint('s26 BETWEEN 0 AND 5', name=op.f('ck_responses_s26')),
    sa.CheckConstraint('s27 BETWEEN 0 AND 5', name=op.f('ck_responses_s27')),
    sa.CheckConstraint('s28 BETWEEN 0 AND 5', name=op.f('ck_responses_s28')),
    sa.CheckConstraint('s29 BETWEEN 0 AND 5', name=op.f('ck_responses_s29')),
    sa.CheckConstraint('s30 BETWEEN 0 AND 5', name=op.f('ck_responses_s30')),
    sa.CheckConstraint('s31 BETWEEN 0 AND 5', name=op.f('ck_responses_s31')),
    sa.CheckConstraint('s32 BETWEEN 0 AND 5', name=op.f('ck_responses_s32')),
    sa.CheckConstraint('s33 BETWEEN 0 AND 5', name=op.f('ck_responses_s33')),
    sa.CheckConstraint('s34 BETWEEN 0 AND 5', name=op.f('ck_responses_s34')),
    sa.CheckConstraint('s35 BETWEEN 0 AND 5', name=op.f('ck_responses_s35')),
    sa.CheckConstraint('s36 BETWEEN 0 AND 5', name=op.f('ck_responses_s36')),
    sa.CheckConstraint('s37 BETWEEN 0 AND 5', name=op.f('ck_responses_s37')),
    sa.CheckConstraint('s38 BETWEEN 0 AND 5', name=op.f('ck_responses_s38')),
    sa.CheckConstraint('s39 BETWEEN 0 AND 5', name=op.f('ck_responses_s39')),
    sa.CheckConstraint('s40 BETWEEN 0 AND 5', name=op.f('ck_responses_s40')),
    sa.CheckConstraint('slot BETWEEN 0 AND 95', name=op.f('ck_responses_slot')),
    sa.ForeignKeyConstraint(['field_id'], ['fields.id'], name=op.f('fk_responses_field_id_fields')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_responses_office_id_offices')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_responses_officer_id_officers')),
    sa.ForeignKeyConstraint(['placard_id'], ['placards.id'], name=op.f('fk_responses_placard_id_placards')),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_responses_questionnaire_id_questionnaires')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_responses_round_id_rounds')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_responses_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_responses'))
    )
    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.create_index('ix_responses_day_office', ['day', 'office_id'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.drop_index('ix_responses_day_office')

    op.drop_table('responses')
    with op.batch_alter_table('rosters', schema=None) as batch_op:
        batch_op.drop_index('ix_rosters_office_day')

    op.drop_table('rosters')
    op.drop_table('release_grounds')
    op.drop_table('release_cells')
    with op.batch_alter_table('placards', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_placards_office_id'))

    op.drop_table('placards')
    op.drop_table('counter_fields')
    with op.batch_alter_table('tallies', schema=None) as batch_op:
        batch_op.drop_index('ix_tallies_office_day')

    op.drop_table('tallies')
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_ins_account_id'))

    op.drop_table('sign_ins')
    with op.batch_alter_table('role_grants', schema=None) as batch_op:
        batch_op.drop_index('ix_role_grants_account')

    op.drop_table('role_grants')
    with op.batch_alter_table('releases', schema=None) as batch_op:
        batch_op.drop_index('ix_releases_unit_last_day')

    op.drop_table('releases')
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_codes_account_id'))

    op.drop_table('recovery_codes')
    with op.batch_alter_table('postings', schema=None) as batch_op:
        batch_op.drop_index('ix_postings_office')

    op.drop_table('postings')
    op.drop_table('office_slips')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index('ix_events_at')

    op.drop_table('events')
    op.drop_table('counters')
    with op.batch_alter_table('unit_versions', schema=None) as batch_op:
        batch_op.drop_index('one_open_version', sqlite_where=sa.text('valid_to IS NULL'), postgresql_where=sa.text('valid_to IS NULL'))
        batch_op.drop_index(batch_op.f('ix_unit_versions_parent_id'))

    op.drop_table('unit_versions')
    op.drop_table('unit_successions')
    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.drop_index('one_standing_round', sqlite_where=sa.text('standing AND ends_on IS NULL'), postgresql_where=sa.text('standing AND ends_on IS NULL'))

    op.drop_table('rounds')
    op.drop_table('offices')
    op.drop_table('items')
    op.drop_table('accounts')
    op.drop_table('units')
    op.drop_table('seal_entries')
    op.drop_table('questionnaires')
    op.drop_table('officers')
    op.drop_table('fields')
    op.drop_table('due_days')
    if op.get_bind().dialect.name == "postgresql":
        for function in ("refuse_change", *(f"refuse_answered_{table}" for table in ONCE_ANSWERED)):
            op.execute(f"DROP FUNCTION {function}()")
