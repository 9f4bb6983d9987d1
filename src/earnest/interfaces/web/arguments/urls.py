"""Addresses of the pages of another way."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web.arguments import deciding, overview, page, paper, proofs, writing

urlpatterns = [
    path("arguments/", overview.overview, name="arguments"),
    path("arguments/new/", writing.begin, name="argument-begin"),
    path("arguments/<int:pk>/", page.detail, name="arguments-detail"),
    path("arguments/<int:pk>/change/", writing.change, name="argument-change"),
    path("arguments/<int:pk>/add/", writing.add_node, name="argument-add"),
    path("arguments/<int:pk>/answers/", writing.answers, name="argument-answers-edit"),
    path("arguments/<int:pk>/send/", deciding.send, name="argument-send"),
    path("arguments/<int:pk>/review/", deciding.review, name="argument-review"),
    path("arguments/<int:pk>/approve/", deciding.approve, name="argument-approve"),
    path("arguments/<int:pk>/withdraw/", deciding.withdraw, name="argument-withdraw"),
    path("arguments/<int:pk>/paper/", paper.read, name="argument-paper"),
    path("arguments/<int:pk>/paper/write/", paper.write, name="argument-write"),
    path("arguments/nodes/<int:pk>/change/", writing.change_node, name="argument-node-change"),
    path("arguments/nodes/<int:pk>/remove/", writing.remove_node, name="argument-node-remove"),
    path("arguments/nodes/<int:pk>/doubt/", deciding.doubt, name="argument-doubt"),
    path("arguments/doubts/<int:pk>/answer/", deciding.answer, name="doubt-answer"),
    path("arguments/doubts/<int:pk>/accept/", deciding.accept, name="doubt-accept"),
    path("proof/argument/<int:pk>/", proofs.of_argument, name="proof-argument"),
]
