"""What other programs call their settings, and what each is called here: one table of folded names (`hold_rules.fold`).

What holds a text back stands in `hold_rules`: that is obeyed. What stands here is not read; the build says it once.
Sources, looked up on 30 November 2026: jekyllrb.com/docs/front-matter with jekyll-redirect-from, jekyll-seo-tag and
minimal-mistakes, gohugo.io/content-management/front-matter, getzola.org/documentation/content/page,
docs.getpelican.com (content), 11ty.dev/docs/data-frontmatter, docs.astro.build, hexo.io/docs/front-matter,
ghost.org/docs/api, developer.wordpress.org/rest-api/reference/posts, docusaurus.io (blog), decapcms.org/docs,
help.obsidian.md (properties).
"""

from __future__ import annotations

from therapyblog.settings.hold_rules import BY_NAME

_NAMES = {
    "aliases": (
        "permalink permalinks url uri path redirectfrom redirectsfrom redirects redirect oldurl oldurls oldpath "
        "oldpermalink originalurl legacyurl formerurl wordpressurl bloggerpermalink tumblrurl link"
    ),
    "slug": "urlslug postslug basename handle saveas postname permalinkslug urlpath",
    "topic or tags": (
        "category categories cat cats section sections subject subjects topics kategorie kategorien rubrik rubrique "
        "catégorie catégories categoría categorías categoria categorias primarycategory primarytag taxonomy "
        "taxonomies categoriesandtags"
    ),
    "tags": "tag keyword keywords label labels schlagwort schlagworte schlagwörter stichworte motscles etiquetas mots",
    "description": (
        "excerpt summary teaser abstract intro introduction lead leadtext lede metadescription metadesc seodescription "
        "ogdescription socialdescription shortdescription blurb snippet synopsis beschreibung zusammenfassung résumé "
        "resumen customexcerpt desc"
    ),
    "subtitle": "tagline dek deck subheading subhead subheadline subheader standfirst untertitel soustitre strapline",
    "title": "headline heading titre titulo título titolo pagetitle posttitle metatitle seotitle ogtitle",
    "image": (
        "featuredimage featureimage featured coverimage cover thumbnail thumb thumbs hero heroimage headerimage "
        "headerimg header banner bannerimage teaserimage ogimage socialimage shareimage metaimage postimage mainimage "
        "leadimage previewimage titleimage picture images bild titelbild photo photos img feature background "
        "backgroundimage imgurl imageurl coverurl masthead socialcard card"
    ),
    "image_alt": (
        "alt alttext coveralt thumbnailalt thumbalt heroalt heroimagealt featuredimagealt featureimagealt bannealt "
        "coverimagealt imagealttext imagedescription featureimagealttext"
    ),
    "image_credit": (
        "imagecaption caption covercaption photocredit photocredits imagesource imageattribution featureimagecaption "
        "covercredit photographer bildquelle imageauthor"
    ),
    "updated": (
        "lastmod lastmodified modified modifieddate lastupdated lastupdate lastupdatedat updatedat updatedate "
        "updatedon updateddate dateupdated datemodified modifiedat modifiedtime lastmodifiedat articlemodifiedtime "
        "revised edited aktualisiert geändert changed dateupdate lastedited mtime postmodified"
    ),
    "date": (
        "datum created createdat createddate createdon creationdate datecreated posted postedon dateposted datetime "
        "fecha data time timestamp added posttime ctime erstellt"
    ),
    "author": (
        "autor auteur autore byline by writer writtenby postedby authorname creator verfasser authorid authorslug "
        "contributor contributors coauthors coauthor"
    ),
    "language": "lang locale idioma sprache langue hreflang",
    "template": "templatekey templatename pagetemplate",
    "series": "seriestitle seriesname collection collections",
    "part": "seriespart seriesorder seriesindex seriesnumber partnumber",
    "related": "relatedposts relatedpost relatedarticles seealso similarposts readnext",
    "references": "sources source bibliography citations citation bib quellen literatur furtherreading",
    "content_note": (
        "contentwarning contentwarnings cw tw triggerwarning triggerwarnings trigger warning warnings contentnotice"
    ),
    "reviewed_by": "reviewer medicallyreviewedby reviewers medicalreviewer",
    "reviewed": "reviewdate lastreviewed reviewedon lastreviewedon revieweddate",
    "review_due": "nextreview reviewby",
    "booking_url": "booking bookingurl bookinglink calendly",
    "photo": "avatar portrait headshot image",
    "credentials": "qualifications qualification",
    "": (
        "layout comments comment disqus disqusid enabledisqus toc tableofcontents math mathjax katex mermaid weight "
        "order menu menus sidebar navorder navtitle linktitle type kind posttype pagetype outputs markup featuredpost "
        "pinned sticky sharing share social socialshare showtoc hidetoc ads adsense analytics amp cssclass cssclasses "
        "bodyclass classes classname hidetitle readtime minread wordcount likes commentstatus pingstatus "
        "guid postid wpid canonicalurl canonical format meta seo og twitter opengraph eleventynavigation "
        "eleventyexcludefromcollections taxonomysort sitemapignore cascade resources aside pageid uuid "
        "eleventycomputed breadcrumb breadcrumbs parent grandparent nav hasmath highlight license copyright"
    ),
}

KNOWN_ELSEWHERE = frozenset((*BY_NAME, *(name for names in _NAMES.values() for name in names.split())))
"""Every folded name that another program has."""
FOREIGN_NAMES = {name: ours for ours, names in _NAMES.items() for name in names.split()}
"""Folded name → what it is called here: one of our settings, two with “or”, or nothing."""
