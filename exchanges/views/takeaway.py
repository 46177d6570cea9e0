"""What can be taken away: the design as a page, a PDF or a DOCX file, and all records as a ZIP."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views import View

from core.downloads import file_response
from core.views import PermittedMixin
from exchanges import archive
from exchanges.documents.docx import docx_of
from exchanges.documents.model import Document
from exchanges.documents.pdf import pdf_of
from exchanges.documents.source import source_of
from exchanges.documents.words import LANGUAGES, document_in
from exchanges.models import Exchange
from exchanges.views.attendance import own_teams
from exchanges.views.mixins import ExchangeMixin, ExchangePage, reader_of
from exchanges.workflow.takeaway import record_archive

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class InLanguage:
    """The design in `?language=en` or `it`; anything else is the reader's language."""

    request: HttpRequest
    object: Exchange

    @property
    def language(self) -> str:
        """Return the language of the document, one of LANGUAGES."""
        known = (self.request.GET.get("language", ""), (translation.get_language() or "")[:2])
        return next((code for code in known if code in LANGUAGES), LANGUAGES[0])

    def document(self) -> Document:
        """Return the design in words."""
        return document_in(self.language, source_of(self.object, self.language))


class DesignPrint(InLanguage, ExchangePage):
    """The design on a page that is made for paper."""

    template_name = "exchanges/design_print.html"
    tab = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The whole page speaks the document's language, so it is rendered here.
        with translation.override(self.language):
            context = self.get_context_data(document=self.document(), **kwargs)
            return render(request, self.template_name, context)


class DesignFile(InLanguage, ExchangeMixin, PermittedMixin, View):
    """The design as a file."""

    permission_required = "exchanges.view_design"

    def fallback(self, ending: str) -> str:
        """Return the file's name for programs that read ASCII only."""
        number = self.object.design_version
        return f"design-{str(self.object.pk)[:8]}-{number}-{self.language}.{ending}"


class DesignPdf(DesignFile):
    """The design as an accessible PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return file_response(
            pdf_of(self.document()),
            "application/pdf",
            title=self.object.title,
            fallback=self.fallback("pdf"),
            is_shown=True,
        )


class DesignDocx(DesignFile):
    """The design for a word processor."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return file_response(
            docx_of(self.document()),
            DOCX_TYPE,
            title=self.object.title,
            fallback=self.fallback("docx"),
        )


class ExchangeArchive(ExchangeMixin, PermittedMixin, View):
    """All records of an exchange in one file; who took it stays on record."""

    http_method_names = ["post"]
    permission_required = "exchanges.take_archive"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        exchange, reader = self.object, reader_of(request)
        record_archive(exchange, by=reader)
        contents = archive.Contents(
            has_students=reader.has_perm("exchanges.view_students", exchange),
            has_discussion=reader.has_perm("exchanges.read_discussion", exchange),
            results_of=frozenset(team.pk for team in own_teams(exchange, reader)),
        )
        return file_response(
            archive.archive_of(exchange, contents),
            archive.CONTENT_TYPE,
            title=exchange.title,
            fallback=f"exchange-{str(exchange.pk)[:8]}.zip",
        )
