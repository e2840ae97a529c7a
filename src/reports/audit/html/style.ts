/** The page's Content-Security-Policy admits this style alone; a test compares it with `style`. */
export const styleHash = "sha256-X1jBl/2QL01ehfqUXFvABNDzG20gYdpRgdOvB7wGJ5o=";

/** The page's style: colours by role, once for light and once for dark; a phone's width first. */
export const style = `
:root{color-scheme:light dark;--paper:#fff;--ground:#f5f6f8;--ink:#1a1d23;--soft:#565d69;--line:#d9dde3;--accent:#1f4fa3;
--bad:#b42318;--bad-ground:#fdf0ee;--care:#8a5200;--care-ground:#fdf5e6;--good:#17683a;--good-ground:#ecf7f0;--note:#44546f;--note-ground:#eff1f5;--bar:#8fa3c4}
@media (prefers-color-scheme:dark){:root{--paper:#171a20;--ground:#0f1115;--ink:#e7eaf0;--soft:#a3acba;--line:#323843;--accent:#9cbcff;
--bad:#ff9c92;--bad-ground:#331a19;--care:#f4bf62;--care-ground:#2f2412;--good:#84d6a4;--good-ground:#14291d;--note:#b3c0d6;--note-ground:#222833;--bar:#5b6f92}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;overflow-wrap:anywhere}
header.page,nav,main,footer{max-width:68rem;margin:0 auto;padding:0 1rem}
h1,h2,h3,h4{line-height:1.2;margin:0;text-wrap:balance}
h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.4rem);letter-spacing:-.02em}
h2{font-size:1.35rem;letter-spacing:-.01em;margin-bottom:1rem}
h3{font-size:1.05rem}h4{font-size:1rem}
p,ul,ol,dl{margin:0 0 .75rem}p{max-width:72ch}
ul{padding-left:1.2rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,pre:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
code,pre,.label,.detail{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
code{font-size:.9em}
strong{font-weight:650}
.skip{position:absolute;left:-99rem;top:.5rem;background:var(--paper);padding:.5rem .75rem;z-index:1}
.skip:focus{left:.5rem}
.quiet{color:var(--soft)}
header.page{padding-top:2.5rem}
.eyebrow{margin:0 0 .4rem;color:var(--soft);font-size:.8rem;font-weight:650;letter-spacing:.09em;text-transform:uppercase}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,max-content));gap:.5rem 2.25rem;margin:1.25rem 0 0}
dt{color:var(--soft);font-size:.85rem}dd{margin:0}
.facts dd{font-variant-numeric:tabular-nums}
nav{margin-top:1.5rem}
nav ol{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;padding:.6rem 0;margin:0;border-block:1px solid var(--line)}
nav a{display:inline-block;padding:.2rem 0;font-size:.95rem;text-decoration:none}nav a:hover{text-decoration:underline}
main{padding-top:1.25rem}
.part{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:1.1rem 1rem 1.25rem;margin-bottom:1.25rem}
.verdict{font-size:1.15rem;max-width:none;padding:.8rem 1rem;border-radius:8px;border-left:5px solid;margin-bottom:1rem}
.verdict.dangerous{background:var(--bad-ground);border-color:var(--bad)}
.verdict.caution,.verdict.partial{background:var(--care-ground);border-color:var(--care)}
.verdict.safe{background:var(--good-ground);border-color:var(--good)}
.notice{background:var(--care-ground);border-left:5px solid var(--care);border-radius:8px;padding:.7rem 1rem;max-width:none}
.bar-of-severities{display:block;width:100%;height:10px}
rect.dangerous{fill:var(--bad)}rect.caution{fill:var(--care)}rect.info{fill:var(--bar)}
.counts{display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;margin-top:.45rem;font-size:.92rem;font-variant-numeric:tabular-nums}
.counts span::before{content:"";display:inline-block;width:.7em;height:.7em;margin-right:.45em;border-radius:2px;background:var(--bar)}
.counts .dangerous::before{background:var(--bad)}.counts .caution::before{background:var(--care)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.9rem 1.5rem;list-style:none;padding:0;margin:1.1rem 0}
.figures li{color:var(--soft);font-size:.92rem;line-height:1.4}
.figures strong{display:block;color:var(--ink);font-size:1.75rem;line-height:1.15;font-variant-numeric:tabular-nums;letter-spacing:-.02em}
.next{border-top:1px solid var(--line);padding-top:1rem}
.next h3{color:var(--soft);font-size:.85rem;font-weight:600;margin-bottom:.3rem}
.choice{font-size:1.15rem;margin-bottom:.3rem}
.next :last-child{margin-bottom:0}
pre{background:var(--note-ground);border-radius:8px;padding:.75rem 1rem;margin:0 0 .75rem;overflow-x:auto;font-size:.9rem;line-height:1.6;white-space:pre-wrap}
pre code{font-size:1em}
.tag{display:inline-block;border-radius:999px;padding:.08rem .6rem;font-size:.82rem;font-weight:650;background:var(--note-ground);color:var(--note);white-space:nowrap}
.tag.dangerous{background:var(--bad-ground);color:var(--bad)}.tag.caution{background:var(--care-ground);color:var(--care)}.tag.safe{background:var(--good-ground);color:var(--good)}
.severity+.severity{margin-top:1.75rem}
.severity>h3{display:flex;align-items:center;gap:.7rem;padding-bottom:.6rem;border-bottom:2px solid var(--line)}
.severity.dangerous>h3{border-color:var(--bad)}.severity.caution>h3{border-color:var(--care)}
.severity>h3 .tag{font-size:.95rem}
.count{color:var(--soft);font-size:.92rem;font-weight:400}
.finding{padding:.95rem 0;border-bottom:1px solid var(--line)}
.finding:last-child{border-bottom:0;padding-bottom:0}
.finding h4{margin-bottom:.35rem}.finding h4 code{color:var(--soft);font-weight:400;font-size:.82rem;margin-left:.35rem}
.finding ul{list-style:none;padding:0;margin:0}
.finding li+li{margin-top:.6rem}
.finding p{margin-bottom:.2rem}
.about{color:var(--soft);font-size:.92rem}.about .at::before{content:"· "}
.remedy{margin-top:.35rem}.what{color:var(--good);font-weight:650;margin-right:.35rem}
.cards{display:grid;gap:1rem;margin-bottom:1rem}
.card{border:1px solid var(--line);border-radius:8px;padding:.9rem 1rem}
.card:target{outline:3px solid var(--accent);outline-offset:2px}
.card header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.35rem 1rem;margin-bottom:.6rem}
.card header p{margin:0}.kind{color:var(--soft);font-weight:400}
.card dl{margin:0}.card dl>div{padding:.35rem 0;border-top:1px solid var(--line)}
.card ul{margin:0}
table{border-collapse:collapse;width:100%;margin-bottom:.75rem;font-size:.93rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.day{white-space:nowrap}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
tbody th{font-weight:400}thead th{color:var(--soft);font-weight:600;font-size:.85rem}
.due{color:var(--bad)}
figure{margin:0 0 1rem}
figcaption{color:var(--soft);font-size:.92rem}figcaption p{margin:.3rem 0 0}
.picture{display:block;width:100%;height:auto;font-size:12px}
.picture.wide{display:none}
.picture text{fill:var(--ink)}
.picture .detail,.picture .axis{fill:var(--soft);font-size:11px}
.picture .axis,.picture .age,.picture .column{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
.picture .column{fill:var(--soft);font-size:12px;font-weight:600}
.picture .strong{font-weight:700}
.node rect{fill:var(--paper);stroke:var(--line)}
.node.principal>rect:first-child{fill:var(--note-ground);stroke:var(--note)}
.node.dangerous>rect:first-child{stroke:var(--bad)}.node.caution>rect:first-child{stroke:var(--care)}
.node.principal .label{font-weight:700}
.node .edge,.node.principal .edge{stroke:none}
.node.dangerous .edge{fill:var(--bad)}.node.caution .edge{fill:var(--care)}
.link{fill:none;stroke:var(--note);stroke-width:1.5}
.link.push{stroke:var(--accent);stroke-width:2.5}.link.pull{stroke-dasharray:6 4}.link.unknown{stroke-dasharray:1.5 4;stroke-linecap:round}
.link.admits.dangerous{stroke:var(--bad);stroke-width:2}.link.admits.caution{stroke:var(--care)}
.tip{fill:var(--note)}.tip.push{fill:var(--accent)}.tip.admits.dangerous{fill:var(--bad)}.tip.admits.caution{fill:var(--care)}
.rail{stroke:var(--line);stroke-width:2}
.stop{fill:var(--paper);stroke:var(--note);stroke-width:2}.stop.principal{fill:var(--note)}
.stop.dangerous{stroke:var(--bad)}.stop.caution{stroke:var(--care)}
.stop.principal.dangerous{fill:var(--bad)}.stop.principal.caution{fill:var(--care)}
.tick{stroke:var(--line);stroke-width:1}.now{stroke:var(--soft)}text.now{stroke:none}
.bar{fill:var(--bar)}.bar.inactive{fill:none;stroke:var(--bar);stroke-dasharray:4 3}.bar.late{fill:var(--bad)}
.due{stroke:none}path.due{stroke:var(--ink);stroke-width:2}
.used{fill:var(--paper);stroke:var(--ink);stroke-width:2}
.age.late{fill:var(--bad);font-weight:650}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;list-style:none;padding:0;margin:.6rem 0 0}
.legend li{display:flex;align-items:center;gap:.45rem}
.legend li::before{content:"";width:1.6rem;border-top:2.5px solid var(--accent)}
.legend .pull::before{border-top:2px dashed var(--note)}.legend .unknown::before{border-top:2.5px dotted var(--note)}
.legend .bad::before,.legend .care::before,.legend.keys li::before{width:.8rem;height:.8rem;border:0;border-radius:2px;background:var(--bad)}
.legend .care::before{background:var(--care)}
.legend.keys .active::before{background:var(--bar)}.legend.keys .inactive::before{background:none;border:1.5px dashed var(--bar)}
.legend.keys .used::before{background:none;border:2px solid var(--ink);border-radius:50%}
.signature{display:grid;gap:1.75rem 2rem;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));margin:1.25rem 0 .5rem}
.signature div{border-top:1px solid var(--soft);padding-top:.25rem;margin-top:1.5rem}
footer{color:var(--soft);font-size:.88rem;padding-bottom:2.5rem}
@media (max-width:55.99rem){
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,tbody th,td{display:block;width:100%}
tr{border-top:1px solid var(--line);padding:.5rem 0}
th,td{border:0;padding:.1rem 0}
tbody th{font-weight:600}
td{display:flex;gap:.75rem}td::before{content:attr(data-label);flex:0 0 7.5rem;color:var(--soft);font-size:.88rem}
.cell{min-width:0}
}
@media (min-width:56rem){th,td{min-width:7rem}.finding.shared .columns,.finding:not(.shared) li{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:2rem}.finding.shared .remedy{align-self:start;margin:0}.what{display:block}}
@media (min-width:44rem){
.part{padding:1.5rem 1.75rem 1.6rem}
.picture.wide{display:block}.picture.narrow{display:none}
.card dl>div{display:grid;grid-template-columns:11rem 1fr;gap:1rem}
}
@media print{
:root{color-scheme:light;--paper:#fff;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--accent:#1f4fa3;--bad:#b42318;--bad-ground:#fdf0ee;--care:#8a5200;--care-ground:#fdf5e6;--good:#17683a;--good-ground:#ecf7f0;--note:#44546f;--note-ground:#eff1f5;--bar:#8fa3c4}
@page{margin:16mm 14mm}
body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,.skip{display:none}
header.page,main,footer{max-width:none;padding-left:0;padding-right:0}
.part{border:0;border-radius:0;padding:0;margin:0 0 8mm}
.picture.wide{display:block}.picture.narrow{display:none}
.card,.finding,tr,figure{break-inside:avoid}h2,h3,h4{break-after:avoid}
.card dl>div{display:grid;grid-template-columns:9rem 1fr;gap:.8rem}
a{color:inherit;text-decoration:none}
}
`;
