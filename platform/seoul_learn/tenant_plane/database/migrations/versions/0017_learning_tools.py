"""Learning tools (LTI 1.3): keys, deployments, links, messages, tokens, line items and scores."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lti_deployment',
    sa.Column('tenant_id', sa.Uuid(), server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tool_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_lti_deployment')),
    sa.UniqueConstraint('tenant_id', 'tool_id', name=op.f('uq_lti_deployment_tenant_id_tool_id')),
    schema='tenant'
    )
    op.create_table('lti_key',
    sa.Column('tenant_id', sa.Uuid(), server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('private_key', sa.LargeBinary(), nullable=False),
    sa.Column('public_key', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signs_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retires_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_lti_key')),
    schema='tenant'
    )
    op.create_table('lti_once',
    sa.Column('tenant_id', sa.Uuid(), server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tool_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_lti_once')),
    sa.UniqueConstraint('tenant_id', 'tool_id', 'kind', 'digest', name=op.f('uq_lti_once_tenant_id_tool_id_kind_digest')),
    schema='tenant'
    )
    op.create_table('lti_token',
    sa.Column('tenant_id', sa.Uuid(), server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tool_id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Text(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('scopes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_lti_token')),
    sa.UniqueConstraint('tenant_id', 'digest', name=op.f('uq_lti_token_tenant_id_digest')),
    schema='tenant'
    )
    op.create_table('lti_link',
    sa.Column('tenant_id', sa.Uuid(), server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('by_default', sa.Boolean(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('page', sa.Text(), nullable=True),
    sa.Column('custom', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_lti_link')),
    schema='tenant'
    )
    op.create_table('lti_line_item',
    sa.Column('tenant_id', sa.Uuid(), server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tool_id', sa.Uuid(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('link_id', sa.Uuid(), nullable=True),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('score_maximum', sa.Float(), nullable=False),
    sa.Column('resource', sa.Text(), nullable=True),
    sa.Column('tag', sa.Text(), nullable=True),
    sa.Column('extra', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('score_maximum > 0', name=op.f('ck_lti_line_item_maximum')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_lti_line_item')),
    schema='tenant'
    )
    op.create_table('lti_message',
    sa.Column('tenant_id', sa.Uuid(), server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('tool_id', sa.Uuid(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('enrolment_id', sa.Uuid(), nullable=True),
    sa.Column('link_id', sa.Uuid(), nullable=True),
    sa.Column('login_digest', sa.LargeBinary(), nullable=False),
    sa.Column('message_digest', sa.LargeBinary(), nullable=False),
    sa.Column('data_digest', sa.LargeBinary(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind = 'deep_linking' or (enrolment_id is not null and link_id is not null)", name=op.f('ck_lti_message_about')),
    sa.CheckConstraint("kind in ('resource', 'deep_linking')", name=op.f('ck_lti_message_kind')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_lti_message')),
    sa.UniqueConstraint('tenant_id', 'data_digest', name=op.f('uq_lti_message_tenant_id_data_digest')),
    sa.UniqueConstraint('tenant_id', 'login_digest', name=op.f('uq_lti_message_tenant_id_login_digest')),
    schema='tenant'
    )
    op.create_table('lti_score',
    sa.Column('tenant_id', sa.Uuid(), server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('line_item_id', sa.Uuid(), nullable=False),
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('given', sa.Float(), nullable=True),
    sa.Column('maximum', sa.Float(), nullable=True),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('grading', sa.Text(), nullable=False),
    sa.Column('comment', sa.LargeBinary(), nullable=True),
    sa.Column('scored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('given is null or (given >= 0 and maximum > 0)', name=op.f('ck_lti_score_given')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_lti_score')),
    sa.UniqueConstraint('tenant_id', 'line_item_id', 'person_id', 'scored_at', name=op.f('uq_lti_score_tenant_id_line_item_id_person_id_scored_at')),
    schema='tenant'
    )
    distribute('lti_deployment')
    distribute('lti_key')
    distribute('lti_once')
    distribute('lti_token')
    distribute('lti_link')
    distribute('lti_line_item')
    distribute('lti_message')
    distribute('lti_score')
    op.create_index('ix_lti_once_expires', 'lti_once', ['tenant_id', 'expires_at'], unique=False, schema='tenant')
    op.create_index('ix_lti_token_expires', 'lti_token', ['tenant_id', 'expires_at'], unique=False, schema='tenant')
    op.create_index('ix_lti_link_contract', 'lti_link', ['tenant_id', 'contract_id', 'position'], unique=False, schema='tenant')
    op.create_index('uq_lti_link_default', 'lti_link', ['tenant_id', 'contract_id'], unique=True, schema='tenant', postgresql_where='by_default')
    op.create_index('ix_lti_line_item_contract', 'lti_line_item', ['tenant_id', 'contract_id', 'tool_id', 'id'], unique=False, schema='tenant')
    op.create_index('ix_lti_line_item_link', 'lti_line_item', ['tenant_id', 'link_id'], unique=False, schema='tenant')
    op.create_index('ix_lti_message_expires', 'lti_message', ['tenant_id', 'expires_at'], unique=False, schema='tenant')
    op.create_index('ix_lti_message_person', 'lti_message', ['tenant_id', 'person_id'], unique=False, schema='tenant')
    op.create_index('ix_lti_score_enrolment', 'lti_score', ['tenant_id', 'enrolment_id'], unique=False, schema='tenant')
    op.create_index('ix_lti_score_person', 'lti_score', ['tenant_id', 'person_id'], unique=False, schema='tenant')
    op.create_foreign_key(op.f('fk_lti_link_contract_id'), 'lti_link', 'contract', ['tenant_id', 'contract_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant')
    op.create_foreign_key(op.f('fk_lti_line_item_link_id'), 'lti_line_item', 'lti_link', ['tenant_id', 'link_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant')
    op.create_foreign_key(op.f('fk_lti_line_item_contract_id'), 'lti_line_item', 'contract', ['tenant_id', 'contract_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant')
    op.create_foreign_key(op.f('fk_lti_message_link_id'), 'lti_message', 'lti_link', ['tenant_id', 'link_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant')
    op.create_foreign_key(op.f('fk_lti_message_person_id'), 'lti_message', 'person', ['tenant_id', 'person_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant', ondelete='CASCADE')
    op.create_foreign_key(op.f('fk_lti_message_contract_id'), 'lti_message', 'contract', ['tenant_id', 'contract_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant')
    op.create_foreign_key(op.f('fk_lti_message_enrolment_id'), 'lti_message', 'enrolment', ['tenant_id', 'enrolment_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant', ondelete='CASCADE')
    op.create_foreign_key(op.f('fk_lti_score_person_id'), 'lti_score', 'person', ['tenant_id', 'person_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant', ondelete='CASCADE')
    op.create_foreign_key(op.f('fk_lti_score_line_item_id'), 'lti_score', 'lti_line_item', ['tenant_id', 'line_item_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant', ondelete='CASCADE')
    op.create_foreign_key(op.f('fk_lti_score_enrolment_id'), 'lti_score', 'enrolment', ['tenant_id', 'enrolment_id'], ['tenant_id', 'id'], source_schema='tenant', referent_schema='tenant', ondelete='CASCADE')
    isolate('lti_deployment')
    isolate('lti_key')
    isolate('lti_once')
    isolate('lti_token')
    isolate('lti_link')
    isolate('lti_line_item')
    isolate('lti_message')
    isolate('lti_score')


def downgrade() -> None:
    op.drop_index('ix_lti_score_person', table_name='lti_score', schema='tenant')
    op.drop_index('ix_lti_score_enrolment', table_name='lti_score', schema='tenant')
    op.drop_table('lti_score', schema='tenant')
    op.drop_index('ix_lti_message_person', table_name='lti_message', schema='tenant')
    op.drop_index('ix_lti_message_expires', table_name='lti_message', schema='tenant')
    op.drop_table('lti_message', schema='tenant')
    op.drop_index('ix_lti_line_item_link', table_name='lti_line_item', schema='tenant')
    op.drop_index('ix_lti_line_item_contract', table_name='lti_line_item', schema='tenant')
    op.drop_table('lti_line_item', schema='tenant')
    op.drop_index('uq_lti_link_default', table_name='lti_link', schema='tenant', postgresql_where='by_default')
    op.drop_index('ix_lti_link_contract', table_name='lti_link', schema='tenant')
    op.drop_table('lti_link', schema='tenant')
    op.drop_index('ix_lti_token_expires', table_name='lti_token', schema='tenant')
    op.drop_table('lti_token', schema='tenant')
    op.drop_index('ix_lti_once_expires', table_name='lti_once', schema='tenant')
    op.drop_table('lti_once', schema='tenant')
    op.drop_table('lti_key', schema='tenant')
    op.drop_table('lti_deployment', schema='tenant')
